"""Calibrates, evaluates and writes the weights that ship."""

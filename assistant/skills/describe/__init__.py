"""Describe a picture."""

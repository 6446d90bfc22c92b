"""Trains what proposes claims about a picture."""

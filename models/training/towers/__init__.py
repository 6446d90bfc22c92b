"""Trains the two towers of pictures and texts."""

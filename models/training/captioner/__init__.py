"""Trains the decoder that describes."""

"""Trains what answers questions."""

"""Captions and questions for training."""

"""Shared by all trainings: data, features, metrics, and the training loop."""

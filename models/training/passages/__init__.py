"""Trains what finds the passage of a text that answers a question."""

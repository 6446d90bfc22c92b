"""Training of the networks that answer questions."""

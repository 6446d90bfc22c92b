"""Captions and questions, as the training reads them."""

"""Answer questions about a picture."""

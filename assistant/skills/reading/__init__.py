"""Read the text in a picture."""

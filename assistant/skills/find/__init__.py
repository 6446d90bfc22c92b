"""Find a thing in a picture."""

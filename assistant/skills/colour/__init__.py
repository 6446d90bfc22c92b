"""Name the colour in the middle."""

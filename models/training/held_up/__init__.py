"""Draws things that people hold up, with their truth: surface, text, side up, cut, readable."""

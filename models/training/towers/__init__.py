"""Training of the image and text towers."""

"""Training of the captioning decoder."""

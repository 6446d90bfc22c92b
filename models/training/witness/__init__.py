"""Training of the heads and the detector that name things."""

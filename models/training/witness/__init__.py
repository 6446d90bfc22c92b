"""Trains the encoder, the heads and the detector that name things."""

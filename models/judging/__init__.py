"""How far to trust what a model says, where its own calibration does not tell."""

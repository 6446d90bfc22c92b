"""Training and calibration of the judge of statements."""

"""Calibrates stronger models, as the embedded model is calibrated: checkpoints and servers."""

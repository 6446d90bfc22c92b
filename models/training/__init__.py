"""Training of the embedded model: prepare, train, calibrate, evaluate, export. Needs torch."""

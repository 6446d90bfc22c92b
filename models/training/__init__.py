"""Makes the embedded model: prepare, train, calibrate, evaluate, export. torch lives here."""

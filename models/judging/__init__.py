"""Verifiers for models without a calibration of their own."""

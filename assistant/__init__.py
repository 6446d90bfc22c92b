"""Lantern: an offline assistant that tells blind people what is in front of the camera."""

import os

# As in `models`: whichever of the two is imported first.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

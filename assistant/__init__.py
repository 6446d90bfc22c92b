"""Lantern: an offline assistant that tells blind people what is in front of the camera."""

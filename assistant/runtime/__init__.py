"""Composes the rooms, and runs the loop and the one worker."""

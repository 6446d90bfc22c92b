"""Checkpoints of the hub behind the Protocols of `models/interfaces.py`, by transformers and torch.

Importing the package imports neither; what needs them is imported when a checkpoint is used.
"""

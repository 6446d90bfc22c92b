"""Checkpoints of the Hugging Face hub, run by transformers and torch.

Both are only imported when a checkpoint is used.
"""

"""Reads text in pictures with the networks that the package rapidocr carries.

Only its files are used: its own program, which can fetch models from the network, is never loaded.
Finding and recognising are written here, so that the first line can be spoken while the rest is
read, and work can stop between two lines.
"""

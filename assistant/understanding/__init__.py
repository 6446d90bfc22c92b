"""Turns words into one `Query`: what is asked, about which things, and what to do.

`docs/understanding.md` says how.
"""

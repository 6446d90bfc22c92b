"""The commands of `lantern`, a file for each group: parsers, and the functions that they call.

A function imports what it needs itself, so that no command waits for another's parts.
"""

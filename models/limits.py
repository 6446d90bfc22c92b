"""Limits on what comes from outside: every size, time and count, with its reason.

Whoever reads a file, a connection, a program's output or a stranger's text bounds it by a limit
from here. `tests/house/test_limits.py` finds readers that pass none.
"""

from typing import Final

KIB: Final = 1 << 10
MIB: Final = 1 << 20
GIB: Final = 1 << 30

# Pictures and documents.

# The desktop: other programs, the clipboard, settings and the user's files.

# Connections to this computer: `lantern serve` and phones.

# Servers that the user chose.

# Models that are pulled.

# Texts: what is read in a picture, written by a model, or said.

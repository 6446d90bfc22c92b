"""Tells a file that is not there from one that is out of reach."""

import errno
from pathlib import Path
from typing import Final

_ABSENT: Final = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.EINVAL}
"""Of what is not there; the last is Windows' for a name that no file can have."""


def check_reach(path: Path) -> None:
    """Raise OSError if it cannot be told whether a file is there, as where its folder is closed.

    Until Python 3.13, `Path.exists` and its like raise it; since then they say that it is not.
    """
    try:
        path.stat()
    except ValueError:
        return  # A name that no file can have.
    except OSError as error:
        if error.errno not in _ABSENT:
            raise

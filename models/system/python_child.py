"""Python in a process of its own: the one place that starts it."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models.system import SYSTEM


class PythonChild(subprocess.Popen[bytes]):
    """Runs Python, which imports nothing from the folder that the user happens to be in."""

    def __init__(
        self, *arguments: str, environment: Mapping[str, str] = os.environ, **options: Any
    ) -> None:
        """Start it with Python's arguments, and options of `Popen`. Raises OSError."""
        given = environment.get("PYTHONPATH", "").split(os.pathsep)
        # Python takes an empty entry for the current folder, and a relative one is below it.
        path = [str(Path(__file__).parents[2]), *filter(os.path.isabs, given)]
        super().__init__(
            # -P: nor is that folder, or that of a script, searched by itself.
            [sys.executable, "-P", *arguments],
            # Libraries chatter there; faults come as answers.
            stderr=subprocess.DEVNULL,
            env={**environment, "PYTHONPATH": os.pathsep.join(path)},
            **SYSTEM.child,
            **options,
        )

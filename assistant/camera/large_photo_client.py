"""Has a large photo decoded by `large_photo`, in a child process."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np

from assistant.saying.messages.files_lines import PhotoFault
from models.interfaces import Picture

PATIENCE: Final = 60
"""Seconds."""

Refusal = tuple[PhotoFault, dict[str, Any]]
"""What is wrong with a photo, and the values of that sentence but its name."""


def decoded(file: BinaryIO) -> Picture | Refusal:
    """A photo as `photo.load` gives it, or what is wrong with it."""
    try:
        source = os.dup(file.fileno())
    except io.UnsupportedOperation:
        source = os.memfd_create("photo")
        file.seek(0)
        with open(source, "wb", closefd=False) as copy:
            copy.write(file.read())
    try:
        os.lseek(source, 0, os.SEEK_SET)
        done = _run(source)
    except subprocess.TimeoutExpired:
        return PhotoFault.TOO_LARGE, {}
    finally:
        os.close(source)
    head, _, pixels = done.stdout.partition(b"\n")
    if done.returncode:
        return PhotoFault.TOO_LARGE, {}
    found = json.loads(head)
    if "shape" in found:
        return np.frombuffer(pixels, np.uint8).reshape(found["shape"]).copy()
    return PhotoFault[found["fault"]], found["values"]


def _run(source: int) -> subprocess.CompletedProcess[bytes]:
    own = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    return subprocess.run(
        [sys.executable, "-P", "-m", "assistant.camera.large_photo"],
        stdin=source,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # Threads would only take memory.
        env=os.environ | {"PYTHONPATH": own, "OPENBLAS_NUM_THREADS": "1"},
        timeout=PATIENCE,
        check=False,
        start_new_session=True,
    )

"""Has a large photo decoded by `large_photo`, in a child process."""

import io
import json
import os
import subprocess
from typing import Any, BinaryIO

import numpy as np

from assistant.saying.messages.files_lines import PhotoFault
from models import limits
from models.interfaces import Picture
from models.system.python_child import PythonChild

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
        code, answer = _run(source)
    except subprocess.TimeoutExpired:
        return PhotoFault.TOO_LARGE, {}
    finally:
        os.close(source)
    if code:
        return PhotoFault.TOO_LARGE, {}
    head, _, pixels = answer.partition(b"\n")
    found = json.loads(head)
    if "shape" in found:
        return np.frombuffer(pixels, np.uint8).reshape(found["shape"]).copy()
    return PhotoFault[found["fault"]], found["values"]


def _run(source: int) -> tuple[int, bytes]:
    """The child's exit code and what it wrote. Raises TimeoutExpired."""
    # Threads would only take memory.
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    with PythonChild(
        *("-m", "assistant.camera.large_photo"),
        environment=environment,
        stdin=source,
        stdout=subprocess.PIPE,
    ) as child:
        try:
            answer, _ = child.communicate(timeout=limits.PHOTO_SECONDS)
            return child.returncode, answer
        finally:
            child.kill()

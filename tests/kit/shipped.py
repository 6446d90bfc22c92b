"""The small networks that ship, and damaged copies of their files."""

from collections.abc import Callable
from typing import TypeVar

from models.embedded import files, manifest, small_networks

Made = TypeVar("Made")


def shipped(make: Callable[..., Made], file: str) -> Made:
    """What is made of a file of the weights; AssertionError unless it fits the encoder."""
    encoder = manifest.read(files.WEIGHTS).files[manifest.ENCODER].sha256
    found = small_networks.load(make, files.WEIGHTS / file, encoder)
    assert found is not None
    return found


def damaged(whole: bytes) -> list[bytes]:
    """An empty file, half of it, and one with a wrong byte."""
    flipped = bytearray(whole)
    flipped[len(whole) // 3] ^= 255
    return [b"", whole[: len(whole) // 2], bytes(flipped)]

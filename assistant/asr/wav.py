"""Reads WAV files of any rate, number of channels and kind of samples."""

import struct
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.asr.resampling import Samples, resampled
from assistant.saying.messages.files_lines import FileFault, SoundFileFault, reason
from models import limits
from models.system.bounded import read_within
from models.system.reach import check_reach

_EXTENSIBLE: Final = 0xFFFE
"""The true kind comes later: 1 for integers, 3 for floating point."""
_RATES: Final = range(2_000, 384_001)


class BadSound(ValueError):  # noqa: N818  # its text is for the user, not an error message
    """A file gives no sound; the text is a sentence that says why and what to do."""


def load(path: Path) -> Samples:
    """The sound at `RATE`, its channels mixed to one. Raises BadSound."""
    name = path.name or str(path)
    try:
        check_reach(path)
        if path.is_dir():
            raise BadSound(SoundFileFault.FOLDER.said(name=name))
        if not path.exists():
            raise BadSound(FileFault.NOT_THERE.said(name=name))
        if not path.is_file():
            raise BadSound(SoundFileFault.NO_FILE.said(name=name))
        if path.stat().st_size > limits.SOUND_FILE:
            raise BadSound(SoundFileFault.TOO_LARGE.said(name=name))
        data = read_within(path, limits.SOUND_FILE)
    except PermissionError as error:
        raise BadSound(FileFault.CLOSED.said(name=name)) from error
    except OSError as error:
        fault = SoundFileFault.UNREADABLE.said(name=name, reason=reason(error))
        raise BadSound(fault) from error
    return _decoded(name, data)


def _decoded(name: str, data: bytes) -> Samples:
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise BadSound(SoundFileFault.NO_SOUND.said(name=name))
    chunks = _chunks(data)
    form, sound = chunks.get(b"fmt "), chunks.get(b"data")
    if form is None or len(form) < 16 or sound is None:
        raise BadSound(SoundFileFault.DAMAGED.said(name=name))
    kind, channels, rate, _bytes, _block, bits = struct.unpack_from("<HHIIHH", form)
    if kind == _EXTENSIBLE and len(form) >= 26:
        (kind,) = struct.unpack_from("<H", form, 24)
    if rate not in _RATES or not 1 <= channels <= limits.SOUND_CHANNELS:
        raise BadSound(SoundFileFault.DAMAGED.said(name=name))
    if len(sound) > limits.SOUND_SECONDS * rate * channels * (bits // 8 or 1):
        raise BadSound(SoundFileFault.TOO_LARGE.said(name=name))
    samples = _samples(kind, bits, sound)
    if samples is None:
        raise BadSound(SoundFileFault.PACKED.said(name=name))
    whole = samples[: len(samples) // channels * channels].reshape(-1, channels)
    mono = np.nan_to_num(whole.mean(axis=1, dtype=np.float32), posinf=1, neginf=-1)
    return resampled(np.clip(mono, -1, 1), rate)


def _chunks(data: bytes) -> dict[bytes, bytes]:
    """The chunks by name; of two with the same name the first.

    One that was cut off, or whose length was never written, is everything that is left.
    """
    found: dict[bytes, bytes] = {}
    at = 12
    while at + 8 <= len(data):
        name, length = struct.unpack_from("<4sI", data, at)
        if name == b"data" and not length and not _begins(data, at + 8):
            length = len(data)
        found.setdefault(name, data[at + 8 : at + 8 + length])
        at += 8 + length + length % 2
    return found


def _begins(data: bytes, at: int) -> bool:
    """Whether a chunk begins there: a name of letters, and a length that fits."""
    if at + 8 > len(data):
        return False
    name, length = struct.unpack_from("<4sI", data, at)
    return all(0x20 <= one < 0x7F for one in name) and at + 8 + length <= len(data)


def _samples(kind: int, bits: int, data: bytes) -> NDArray[np.floating] | None:
    """The samples, -1…1, channels interleaved; None for kinds that are not read."""
    data = data[: len(data) // (bits // 8) * (bits // 8)] if bits >= 8 else b""
    if kind == 3 and bits in (32, 64):
        return np.frombuffer(data, "<f4" if bits == 32 else "<f8").astype(np.float32)
    if kind != 1 or bits not in (8, 16, 24, 32):
        return None
    if bits == 8:
        return (np.frombuffer(data, np.uint8).astype(np.float32) - 128) / 128
    if bits == 24:
        padded = np.zeros((len(data) // 3, 4), np.uint8)
        padded[:, 1:] = np.frombuffer(data, np.uint8).reshape(-1, 3)
        data, bits = padded.tobytes(), 32
    return np.frombuffer(data, "<i2" if bits == 16 else "<i4").astype(np.float32) / (
        1 << (bits - 1)
    )

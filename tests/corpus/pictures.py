"""Files of pictures that declare what they don't hold, or hold more than they seem to."""

import io
import random
import struct
import zlib
from collections.abc import Iterator
from typing import Final

import numpy as np
from PIL import Image

KINDS: Final = ("png", "jpeg", "gif", "webp", "tiff", "bmp", "ppm", "avif")
SIDES: Final = (0, 1, 0x7FFF, 0x8000, 0xFFFF, 1 << 20, (1 << 31) - 1, (1 << 32) - 1)
"""Sides that a header may declare."""
BOMB: Final = 30_000
"""The side of a picture of one colour, whose file is small."""


def encoded(kind: str, **options: object) -> bytes:
    data = io.BytesIO()
    pixels = np.arange(24 * 32 * 3, dtype=np.uint8).reshape(24, 32, 3)
    Image.fromarray(pixels).save(data, kind, **options)
    return data.getvalue()


def good() -> tuple[bytes, ...]:
    return tuple(map(encoded, KINDS))


def cases(dice: random.Random) -> Iterator[tuple[str, bytes]]:
    wide, high = dice.choice(SIDES), dice.choice(SIDES)
    for name, make in (("png", png), ("gif", gif), ("bmp", bmp), ("jpeg", jpeg), ("tiff", tiff)):
        yield f"{name} of {wide} by {high}", make(wide, high)
        yield f"{name} of the largest sides", make(0xFFFF, 0xFFFF)
    yield "webp of the largest sides", webp()
    yield "webp with frames without end", webp(frame() * 20_000)
    yield "ppm that declares more digits than a number has", b"P6 " + b"9" * 5000 + b" 9 255\n"
    yield "png bomb", png(BOMB, BOMB, squeezed(BOMB * (BOMB + 1)))
    yield (
        "png with a text that unpacks",
        png(2, 2, more=chunk(b"zTXt", b"a\0\0" + squeezed(1 << 28))),
    )
    yield (
        "png with a profile that unpacks",
        png(2, 2, more=chunk(b"iCCP", b"a\0\0" + squeezed(1 << 28))),
    )
    yield "gif with ten thousand frames", gif(500, 500, 10_000)
    yield "jpeg with a scan again and again", jpeg(0xFFFF, 0xFFFF, 5000)
    yield "tiff whose directories go in a circle", tiff(8, 8, again=True)
    yield "tiff bomb", tiff(BOMB, BOMB, data=squeezed(BOMB * BOMB))
    yield "avif with a box in itself", avif()
    for kind in KINDS:
        data = encoded(kind)
        yield f"{kind} that ends early", data[: dice.randrange(len(data))]


def squeezed(size: int) -> bytes:
    """So many zeros, as zlib packs them."""
    packer, block = zlib.compressobj(9), bytes(1 << 20)
    parts = [packer.compress(block) for _ in range(size >> 20)]
    return b"".join([*parts, packer.compress(block[: size % (1 << 20)]), packer.flush()])


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(wide: int, high: int, data: bytes = b"", more: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    body = chunk(b"IDAT", data or zlib.compress(bytes(6)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + more + body + chunk(b"IEND", b"")


def gif(wide: int, high: int, frames: int = 1) -> bytes:
    size = struct.pack("<HH", wide & 0xFFFF, high & 0xFFFF)
    one = b"," + bytes(4) + size + b"\0" + b"\x02\x02\x44\x01\0"
    return b"GIF89a" + size + b"\x80\0\0" + b"\0\0\0\xff\xff\xff" + one * frames + b";"


def bmp(wide: int, high: int) -> bytes:
    head = struct.pack("<IIIHHIIiiII", 40, wide, high, 1, 24, 0, 0, 1, 1, 0, 0)
    return b"BM" + struct.pack("<IHHI", 58, 0, 0, 54) + head + bytes(4)


def jpeg(wide: int, high: int, scans: int = 1) -> bytes:
    """A progressive one whose frame declares such sides; its scans hold nothing."""
    data = encoded("jpeg", progressive=True)
    at = data.index(b"\xff\xc2")
    size = struct.pack(">HH", high & 0xFFFF, wide & 0xFFFF)
    data = data[: at + 5] + size + data[at + 9 :]
    begins, ends = data.index(b"\xff\xda"), data.rindex(b"\xff\xd9")
    return data[:begins] + data[begins:ends] * scans + data[ends:]


def webp(frames: bytes = b"") -> bytes:
    """A canvas of the largest sides."""
    canvas = b"VP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + b"\xff" * 6
    inside = b"WEBP" + canvas + b"ANIM" + struct.pack("<I", 6) + bytes(6) + frames
    return b"RIFF" + struct.pack("<I", len(inside)) + inside


def frame() -> bytes:
    """A frame of an animation."""
    data = encoded("webp")[12:]
    return b"ANMF" + struct.pack("<I", 16 + len(data)) + bytes(16) + data


def tiff(wide: int, high: int, data: bytes = b"", again: bool = False) -> bytes:
    """Grey, packed by zlib; `again`: its directory leads to itself."""
    wide, high = min(wide, 0xFFFFFFFF), min(high, 0xFFFFFFFF)
    tags = [
        *((256, wide), (257, high), (258, 8), (259, 8), (262, 1), (273, 8)),
        *((277, 1), (278, high), (279, len(data))),
    ]
    place = 8 + len(data) + len(data) % 2
    rows = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    after = struct.pack("<I", place if again else 0)
    body = data + bytes(len(data) % 2) + struct.pack("<H", len(tags)) + rows + after
    return b"II*\0" + struct.pack("<I", place) + body


def avif() -> bytes:
    """Boxes that declare to hold the rest of the file, each in the one before."""
    head = struct.pack(">I", 24) + b"ftypavif\0\0\0\0avifmif1"
    return head + (struct.pack(">I", 0) + b"meta\0\0\0\0") * 5000

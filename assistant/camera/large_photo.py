"""Decodes a large photo in a process of its own that may take little memory.

A decoder may need four times what the pixels take, whatever the format, and a file may lie about
itself. Then the photo is refused, and the program never holds more than the reduced picture.
"""

import json
import sys
from typing import BinaryIO, Final

import numpy as np
from PIL import Image

from assistant.camera import photo
from assistant.saying.messages.files_lines import PhotoFault
from models import limits
from models.interfaces import Picture
from models.system import SYSTEM

HEAD: Final = 32
"""Bytes of a WebP file that say what it holds."""
_FLAGS: Final = {b"WEBPVP8 ": (20, 0), b"WEBPVP8L": (24, 16), b"WEBPVP8X": (20, 18)}
"""The byte, and its bits, that say whether a kind of WebP is transparent or moves
(https://developers.google.com/speed/webp/docs/riff_container)."""
BAND: Final = 64
"""Rows that are converted and reduced at once, after reduction."""


def main() -> None:
    """Decode standard input to standard output: a line about the pixels, and these."""
    with open(0, "rb", closefd=False) as file:
        decode = _webp if _is_plain_webp(file.read(HEAD)) else _any
        file.seek(0)
        try:
            picture = decode(file)
            about = json.dumps({"shape": picture.shape})
        except photo.BadPhoto as bad:
            message = bad.args[0]
            line = message.phrase
            file.seek(0)
            if line is PhotoFault.DAMAGED and file.read(HEAD)[4:12].endswith((b"WEBP", b"avif")):
                # Their decoders don't say when they lack memory.
                line = PhotoFault.TOO_LARGE
            values = {name: value for name, value in message.values if name != "name"}
            picture = np.empty(0, np.uint8)
            about = json.dumps({"fault": line.name, "values": values})
    sys.stdout.buffer.write(about.encode() + b"\n")
    sys.stdout.buffer.write(picture.data)


def _is_plain_webp(head: bytes) -> bool:
    """Whether a file is a WebP photo without transparency and motion."""
    at, bits = _FLAGS.get(head[8:16], (0, 0))
    return head[:4] == b"RIFF" and 0 < at < len(head) and not head[at] & bits


def _any(file: BinaryIO) -> Picture:
    SYSTEM.limit_memory(limits.PHOTO_MEMORY)
    return photo.opened(file, "", reduced)


def _webp(file: BinaryIO) -> Picture:
    """With OpenCV, because Pillow would hold four copies."""
    # It loads slowly, and other formats don't need it.
    import cv2

    SYSTEM.limit_memory(limits.PHOTO_MEMORY)
    data = np.frombuffer(file.read(), np.uint8)
    try:
        found = cv2.imdecode(data, cv2.IMREAD_REDUCED_COLOR_2)
        if found is not None and max(found.shape) < photo.LONGEST_SIDE:
            found = cv2.imdecode(data, cv2.IMREAD_COLOR)
    except cv2.error as error:
        raise photo.BadPhoto(PhotoFault.TOO_LARGE.said(name="")) from error
    if found is None:
        raise photo.BadPhoto(PhotoFault.DAMAGED.said(name=""))
    return photo.upright(Image.fromarray(cv2.cvtColor(found, cv2.COLOR_BGR2RGB)))


def reduced(image: Image.Image) -> Picture:
    """As `photo.upright`, but nothing has all pixels besides the decoder itself."""
    turn = photo.turn_of(image)
    image.draft("", (photo.LONGEST_SIDE, photo.LONGEST_SIDE))
    image.load()
    factor = max(1, max(image.size) // photo.LONGEST_SIDE)
    rows = range(0, image.height, BAND * factor)
    bands = [(0, top, image.width, min(top + BAND * factor, image.height)) for top in rows]
    deep = photo.is_deep(image)
    white = photo.white_of(np.asarray(image.crop(band)) for band in bands) if deep else 0
    parts = (photo.plain_mode(image.crop(band), white) for band in bands)
    small = [np.asarray(photo.opaque(part).reduce(factor)) for part in parts]
    image.close()
    whole = photo.upright(Image.fromarray(np.concatenate(small)))
    return whole if turn is None else np.asarray(Image.fromarray(whole).transpose(turn))


if __name__ == "__main__":
    main()

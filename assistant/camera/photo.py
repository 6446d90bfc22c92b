"""Loads a photo from a file, whatever state the file is in."""

import errno
import io
import warnings
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from PIL import ExifTags, Image, UnidentifiedImageError

from assistant.protocol.spoken import Message
from assistant.saying.messages.files_lines import FileFault, PhotoFault
from models.interfaces import Picture

LONGEST_SIDE = 2560
"""Pixels; longer photos are reduced to this, at which small print stays readable."""
LARGEST = 64_000_000
LARGEST_JPEG = 160_000_000
"""Pixels. More are refused before decoding: 64 million take 256 MB for a moment.

A JPEG is decoded at a half, a quarter or an eighth of its size, so phones' largest photos pass.
"""
SMALLEST_SIDE = 8
"""Pixels; anything smaller is an icon or broken."""
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "PPM", "AVIF")
"""The formats tried, whatever the file's name. Some others would start programs to decode."""
_APPLE_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"})
_HEAD = 256
"""Bytes at the beginning of a file, with the list of its brands."""
_TOPS = (1, 255, 4095, 65_535)
"""White in pictures of more than 8 bits; it depends on the program that wrote them."""
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How to turn a photo upright, by its EXIF orientation."""


class BadPhoto(ValueError):  # noqa: N818  # its text is for the user, not an error message
    """A file cannot be shown; the text is a sentence that says why and what to do."""


class TooLarge(BadPhoto):
    """It has more pixels than are decoded."""


class TooSmall(BadPhoto):
    """It has too few pixels to show anything."""


def load(path: Path | str) -> Picture:
    """The photo, upright, [H, W, 3] RGB, its longest side at most 2560 pixels.

    An animation gives its first frame; transparency becomes white. Raises BadPhoto.
    """
    path = Path(path)
    name = path.name or str(path)
    try:
        if path.is_dir():
            raise BadPhoto(PhotoFault.FOLDER.said(name=name))
        if not path.exists():
            raise BadPhoto(FileFault.NOT_THERE.said(name=name))
        if not path.is_file():
            raise BadPhoto(PhotoFault.NO_FILE.said(name=name))
        with path.open("rb") as file:
            return _picture(file, name)
    except PermissionError as error:
        raise BadPhoto(FileFault.CLOSED.said(name=name)) from error
    except OSError as error:
        too_long = error.errno == errno.ENAMETOOLONG
        fault = FileFault.NOT_THERE if too_long else PhotoFault.DAMAGED
        raise BadPhoto(fault.said(name=name)) from error


def decode(data: bytes, name: Message | str) -> Picture:
    """As `load`, from the content of a file; `name` begins the sentence of BadPhoto."""
    return _picture(io.BytesIO(data), name)


def _picture(file: BinaryIO, name: Message | str) -> Picture:
    try:
        _refuse_apple(name, file.read(_HEAD))
        file.seek(0)
        with warnings.catch_warnings():
            # Pillow warns about sizes, which are checked here, and about broken metadata.
            warnings.simplefilter("ignore")
            with Image.open(file, formats=_formats()) as image:
                _refuse_size(name, image)
                return _upright(image)
    except BadPhoto:
        raise
    except UnidentifiedImageError as error:
        raise BadPhoto(PhotoFault.NO_PHOTO.said(name=name)) from error
    except Image.DecompressionBombError as error:
        raise TooLarge(PhotoFault.TOO_LARGE.said(name=name)) from error
    # Decoders raise anything on broken files: struct.error, IndexError, SyntaxError…
    except Exception as error:
        raise BadPhoto(PhotoFault.DAMAGED.said(name=name)) from error


def is_photo_name(path: Path) -> bool:
    """Whether a file is a photo, by the end of its name."""
    return path.suffix.lower() in {
        *(".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".tif", ".tiff"),
        *(".ppm", ".pgm", ".avif"),
    }


def is_apple_name(path: Path) -> bool:
    """Whether a file is a HEIC photo, which cannot be opened, by the end of its name."""
    return path.suffix.lower() in {".heic", ".heif"}


def _formats() -> list[str]:
    Image.init()
    return [name for name in FORMATS if name in Image.OPEN]


def _refuse_apple(name: Message | str, head: bytes) -> None:
    if head[4:8] != b"ftyp" or head[8:12] not in _APPLE_BRANDS:
        return
    end = min(int.from_bytes(head[:4], "big"), len(head))
    if not {b"avif", b"avis"} & {head[at : at + 4] for at in range(16, end, 4)}:
        raise BadPhoto(PhotoFault.HEIC.said(name=name))


def _refuse_size(name: Message | str, image: Image.Image) -> None:
    width, height = image.size
    most = LARGEST_JPEG if image.format in ("JPEG", "MPO") else LARGEST
    if width * height > most:
        sizes = {"millions": width * height // 1_000_000, "most": most // 1_000_000}
        raise TooLarge(PhotoFault.TOO_MANY_PIXELS.said(name=name, **sizes))
    if min(width, height) < SMALLEST_SIDE:
        raise TooSmall(PhotoFault.TOO_SMALL.said(name=name, width=width, height=height))


def _upright(image: Image.Image) -> Picture:
    # Pillow turns a TIFF upright when it loads it.
    turn = None if image.format == "TIFF" else _TURNS.get(_orientation(image))
    image = _plain_mode(image)
    if max(image.size) > LONGEST_SIDE:
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.BOX)
    if image.mode in ("RGBA", "LA", "La", "RGBa"):
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image.convert("RGBA"))
    image = image.convert("RGB")
    if turn is not None:
        image = image.transpose(turn)
    return np.array(image, np.uint8)


def _plain_mode(image: Image.Image) -> Image.Image:
    """The image in a mode that can be averaged: without palette, transparent colour or more than 8
    bits."""
    if image.mode.startswith("I") or image.mode == "F":
        return Image.fromarray(_in_8_bits(np.asarray(image)))
    if image.mode in ("P", "PA", "1", "L", "RGB") and image.has_transparency_data:
        return image.convert("RGBA")
    return image.convert("RGB") if image.mode in ("P", "PA", "1") else image


def _in_8_bits(values: np.ndarray[Any, Any]) -> Picture:
    """Grey levels of any range as 0…255.

    Files don't say which level is white. It is taken to be the smallest of 1 (for fractions), 255,
    4095 and 65535 that no level exceeds, else the highest level. So a very dark 16-bit photo, with
    all levels below a sixteenth of white, counts as 12-bit and comes out sixteen times as bright.
    """
    levels = np.nan_to_num(values.astype(np.float32), copy=False, posinf=np.inf, neginf=0)
    largest = levels.max(initial=0, where=np.isfinite(levels))
    tops = _TOPS if values.dtype.kind == "f" else _TOPS[1:]
    top = next((top for top in tops if largest <= top), largest)
    levels *= 255 / top
    np.clip(levels, 0, 255, out=levels)
    return np.asarray(np.rint(levels, out=levels), np.uint8)


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    # Broken metadata must not hide the photo.
    except Exception:
        return 1

"""Loads a photo from a file, whatever state the file is in."""

import errno
import io
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import numpy as np
from PIL import ExifTags, Image, UnidentifiedImageError

from assistant.camera import large_photo_client
from assistant.protocol.spoken import Message
from assistant.saying.messages.files_lines import FileFault, PhotoFault
from models import limits
from models.interfaces import Picture
from models.system.reach import check_reach

T = TypeVar("T")

LONGEST_SIDE = 2560
"""Pixels; longer photos are reduced to this, at which small print stays readable."""
SMALLEST_SIDE = 8
"""Pixels; anything smaller is an icon or broken, or too narrow once it is reduced."""
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "PPM", "AVIF")
"""The formats tried, whatever the file's name. Some others would start programs to decode."""
_JPEGS = ("JPEG", "MPO")
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


def load(path: Path | str) -> Picture:
    """The photo, upright, [H, W, 3] RGB, its longest side at most 2560 pixels.

    An animation gives its first frame; transparency becomes white. Raises BadPhoto.
    """
    path = Path(path)
    name = path.name or str(path)
    with opening(path):
        if path.is_dir():
            raise BadPhoto(PhotoFault.FOLDER.said(name=name))
        if not path.exists():
            raise BadPhoto(FileFault.NOT_THERE.said(name=name))
        if not path.is_file():
            raise BadPhoto(PhotoFault.NO_FILE.said(name=name))
        with path.open("rb") as file:
            return _picture(file, name, path.stat().st_size)


@contextmanager
def opening(path: Path) -> Iterator[None]:
    """A context in which errors of a file become BadPhoto."""
    name = path.name or str(path)
    try:
        check_reach(path)
        yield
    except PermissionError as error:
        raise BadPhoto(FileFault.CLOSED.said(name=name)) from error
    except OSError as error:
        not_there = error.errno in (errno.ENOENT, errno.ENAMETOOLONG)
        fault = FileFault.NOT_THERE if not_there else PhotoFault.DAMAGED
        raise BadPhoto(fault.said(name=name)) from error


def decode(data: bytes, name: Message | str) -> Picture:
    """As `load`, from the content of a file; `name` begins the sentence of BadPhoto."""
    return _picture(io.BytesIO(data), name, len(data))


def _picture(file: BinaryIO, name: Message | str, size: int) -> Picture:
    if size > limits.PHOTO_HERE:
        return _apart(file, name)
    pixels = opened(file, name, lambda image: None if _is_large(image) else upright(image))
    return _apart(file, name) if pixels is None else pixels


def _apart(file: BinaryIO, name: Message | str) -> Picture:
    found = large_photo_client.decoded(file)
    if isinstance(found, np.ndarray):
        return found
    line, values = found
    raise BadPhoto(line.said(name=name, **values))


def _is_large(image: Image.Image) -> bool:
    most = limits.PHOTO_HERE * (1.5 if image.format in _JPEGS else 1)
    return image.width * image.height > most


def opened(file: BinaryIO, name: Message | str, take: Callable[[Image.Image], T]) -> T:
    """What `take` makes of the image in a file, which is not decoded yet. Raises BadPhoto."""
    try:
        _refuse_apple(name, file.read(_HEAD))
        file.seek(0)
        with warnings.catch_warnings():
            # Pillow warns about sizes, which are checked here, and about broken metadata.
            warnings.simplefilter("ignore")
            with Image.open(file, formats=_formats()) as image:
                _refuse_size(name, image)
                return take(image)
    except (BadPhoto, MemoryError):
        # A photo that is too large for the memory is decoded in a process of its own.
        raise
    except UnidentifiedImageError as error:
        raise BadPhoto(PhotoFault.NO_PHOTO.said(name=name)) from error
    except Image.DecompressionBombError as error:
        raise BadPhoto(PhotoFault.TOO_LARGE.said(name=name)) from error
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
    most = limits.JPEG_PIXELS if image.format in _JPEGS else limits.PHOTO_PIXELS
    if width * height > most:
        sizes = {"millions": width * height // 1_000_000, "most": most // 1_000_000}
        raise BadPhoto(PhotoFault.TOO_MANY_PIXELS.said(name=name, **sizes))
    if min(width, height) < SMALLEST_SIDE:
        raise BadPhoto(PhotoFault.TOO_SMALL.said(name=name, width=width, height=height))
    if min(width, height) * LONGEST_SIDE < SMALLEST_SIDE * max(width, height):
        raise BadPhoto(PhotoFault.TOO_NARROW.said(name=name, width=width, height=height))


def upright(image: Image.Image) -> Picture:
    """Decode an image: upright, reduced, without transparency."""
    # Before it is decoded, which turns a TIFF.
    turn = turn_of(image)
    image = plain_mode(image)
    if max(image.size) > LONGEST_SIDE:
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.BOX)
    image = opaque(image)
    if turn is not None:
        image = image.transpose(turn)
    return np.array(image, np.uint8)


def turn_of(image: Image.Image) -> Image.Transpose | None:
    """How to turn an image upright; Pillow turns a TIFF itself when it decodes it."""
    return None if image.format == "TIFF" else _TURNS.get(_orientation(image))


def opaque(image: Image.Image) -> Image.Image:
    """The image in RGB, white where it is transparent."""
    if image.mode in ("RGBA", "LA", "La", "RGBa"):
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image.convert("RGBA"))
    return image.convert("RGB")


def plain_mode(image: Image.Image, white: float = 0) -> Image.Image:
    """The image in a mode that can be averaged: without palette, transparent colour or more than 8
    bits. `white`: that of the whole image, of which this is a part; 0: this is all of it."""
    if is_deep(image):
        values = np.asarray(image)
        return Image.fromarray(_in_8_bits(values, white or white_of([values])))
    if image.mode in ("P", "PA", "1", "L", "RGB") and image.has_transparency_data:
        return image.convert("RGBA")
    return image.convert("RGB") if image.mode in ("P", "PA", "1") else image


def is_deep(image: Image.Image) -> bool:
    """Whether it has more than 8 bits."""
    return image.mode.startswith("I") or image.mode == "F"


def white_of(parts: Iterable[np.ndarray[Any, Any]]) -> float:
    """Which grey level is white in an image that is given in parts.

    Files don't say that. It is taken to be the smallest of 1 (for fractions), 255, 4095 and 65535
    that no level exceeds, else the highest level. So a very dark 16-bit photo, with all levels
    below a sixteenth of white, counts as 12-bit and comes out sixteen times as bright.
    """
    largest, fractions = 0.0, False
    for values in parts:
        fractions = values.dtype.kind == "f"
        largest = max(largest, float(values.max(initial=0, where=np.isfinite(values))))
    tops = _TOPS if fractions else _TOPS[1:]
    return next((top for top in tops if largest <= top), largest)


def _in_8_bits(values: np.ndarray[Any, Any], white: float) -> Picture:
    """Grey levels of any range as 0…255."""
    levels = np.nan_to_num(values.astype(np.float32), copy=False, posinf=np.inf, neginf=0)
    levels *= 255 / white
    np.clip(levels, 0, 255, out=levels)
    return np.asarray(np.rint(levels, out=levels), np.uint8)


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    # Broken metadata must not hide the photo.
    except Exception:
        return 1

"""Loads a photo from a file, whatever state the file is in."""

import errno
import io
import warnings
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from PIL import ExifTags, Image, UnidentifiedImageError

from assistant.saying.messages.files_lines import FileFault, PhotoFault
from models.interfaces import Picture

LONGEST_SIDE = 2560
"""Pixels; longer photos are reduced to this. Small print stays readable, and nothing sees more."""

LARGEST = 64_000_000
LARGEST_JPEG = 160_000_000
"""Pixels. More are refused before anything is decoded: 64 million take 256 MB for a moment.

A JPEG is decoded at a half, a quarter or an eighth of its size, so the largest of phones pass.
"""

SMALLEST_SIDE = 8
"""Pixels. Less is an icon or a fault."""

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "PPM", "AVIF")
"""What is tried, by the file's content. Others are left out: some start programs to decode."""

_APPLE_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"})

_HEAD = 256
"""Bytes at a file's beginning, in which it lists all its brands."""

_TOPS = (1, 255, 4095, 65_535)
"""What stands for white in pictures of more than 8 bits, by what made them."""

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a photo upright, by its EXIF orientation."""


class BadPhoto(ValueError):  # noqa: N818  # the sentence is what it is, "error" says nothing
    """The file gives no picture; the text is a sentence that says why and what to do."""


class TooLarge(BadPhoto):
    """It has more pixels than are decoded."""


class TooSmall(BadPhoto):
    """It has so few pixels that nothing can be seen on it."""


def load(path: Path | str) -> Picture:
    """The photo as it should be seen: upright, [H, W, 3] RGB, the longest side at most 2560.

    Of an animation the first frame is taken; what is transparent shows white.
    Raises BadPhoto for whatever cannot be shown.
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


def decode(data: bytes, name: str) -> Picture:
    """The same from a file's content; `name` begins the sentence if it cannot be shown."""
    return _picture(io.BytesIO(data), name)


def _picture(file: BinaryIO, name: str) -> Picture:
    try:
        _refuse_apple(name, file.read(_HEAD))
        file.seek(0)
        with warnings.catch_warnings():
            # Sizes are checked here with limits of our own; a broken note matters to nobody.
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
    # Decoders raise whatever they please on broken files: struct.error, IndexError, SyntaxError…
    except Exception as error:
        raise BadPhoto(PhotoFault.DAMAGED.said(name=name)) from error


def is_photo_name(path: Path) -> bool:
    """Whether the file's name ends like a photo's."""
    return path.suffix.lower() in {
        *(".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".tif", ".tiff"),
        *(".ppm", ".pgm", ".avif"),
    }


def is_apple_name(path: Path) -> bool:
    """Whether the file's name ends like that of a HEIC photo, which cannot be opened."""
    return path.suffix.lower() in {".heic", ".heif"}


def _formats() -> list[str]:
    Image.init()
    return [name for name in FORMATS if name in Image.OPEN]


def _refuse_apple(name: str, head: bytes) -> None:
    if head[4:8] != b"ftyp" or head[8:12] not in _APPLE_BRANDS:
        return
    end = min(int.from_bytes(head[:4], "big"), len(head))
    if not {b"avif", b"avis"} & {head[at : at + 4] for at in range(16, end, 4)}:
        raise BadPhoto(PhotoFault.HEIC.said(name=name))


def _refuse_size(name: str, image: Image.Image) -> None:
    width, height = image.size
    most = LARGEST_JPEG if image.format in ("JPEG", "MPO") else LARGEST
    if width * height > most:
        sizes = {"millions": width * height // 1_000_000, "most": most // 1_000_000}
        raise TooLarge(PhotoFault.TOO_MANY_PIXELS.said(name=name, **sizes))
    if min(width, height) < SMALLEST_SIDE:
        raise TooSmall(PhotoFault.TOO_SMALL.said(name=name, width=width, height=height))


def _upright(image: Image.Image) -> Picture:
    # Pillow turns a TIFF upright as it loads it.
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
    """The image in a mode that can be reduced: palettes and a colour that means transparent do not
    survive averaging, nor do more than 8 bits."""
    if image.mode.startswith("I") or image.mode == "F":
        return Image.fromarray(_in_8_bits(np.asarray(image)))
    if image.mode in ("P", "PA", "1", "L", "RGB") and image.has_transparency_data:
        return image.convert("RGBA")
    return image.convert("RGB") if image.mode in ("P", "PA", "1") else image


def _in_8_bits(values: np.ndarray[Any, Any]) -> Picture:
    """Grey levels of any range as 0…255.

    No file says what is white in it: it is taken to be the least of 1 (for fractions), 255, 4095
    and 65535 that nothing is above, else the largest level. So a photo of 16 bits whose every level
    is below a sixteenth of white comes out sixteen times as bright: it is taken for one of 12 bits.
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
    # A broken note about the photo must not keep the photo itself from being seen.
    except Exception:
        return 1

import contextlib
import io
import json
import os
import struct
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from assistant.camera.photo import LONGEST_SIDE, BadPhoto, decode, load
from models import limits
from tests.kit.program import ROOT

LEFT, RIGHT = (200, 40, 30), (20, 60, 190)
"""Colours of the two halves of the sample."""


def sample(width: int = 64, height: int = 48) -> Image.Image:
    """Red on the left, blue on the right."""
    pixels = np.empty((height, width, 3), np.uint8)
    pixels[:, : width // 2], pixels[:, width // 2 :] = LEFT, RIGHT
    return Image.fromarray(pixels)


def assert_halves(path: Path, near: int = 6) -> None:
    picture = load(path)
    assert picture.dtype == np.uint8
    height, width, depth = picture.shape
    assert depth == 3
    for column, colour in ((width // 4, LEFT), (width * 3 // 4, RIGHT)):
        assert np.abs(picture[height // 2, column].astype(int) - colour).max() <= near


def png_of_size(width: int, height: int) -> bytes:
    """The header of a PNG of some size, without any pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        crc = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", crc)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b""))


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "bmp", "tiff", "ppm"])
def test_every_common_format_gives_rgb(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"photo.{suffix}"
    sample().save(path)
    assert_halves(path, near=12)


def test_the_format_is_found_by_the_content_not_the_name(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    sample().save(path, "PNG")
    assert_halves(path)


def test_a_cmyk_jpeg_keeps_its_colours(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    sample().convert("CMYK").save(path, quality=95)
    assert_halves(path, near=12)


@pytest.mark.parametrize("value", [0, 0x1234, 0x8000, 0xFFFF])
def test_a_16_bit_png_is_reduced_to_8_bits(tmp_path: Path, value: int) -> None:
    path = tmp_path / "photo.png"
    pixels = np.full((20, 30), value, np.uint16)
    pixels[0, 0] = 0xFFFF
    Image.fromarray(pixels).save(path)
    assert load(path)[10, 10].tolist() == [value >> 8] * 3


@pytest.mark.parametrize(
    ("suffix", "brightest"),
    [
        ("png", np.uint16(4095)),
        ("tiff", np.uint16(4095)),
        ("tiff", np.int32(65_535)),
        ("tiff", np.int32(1_000_000)),
        ("tiff", np.float32(1.0)),
        ("tiff", np.float32(255.0)),
        ("tiff", np.float32(65_535.0)),
    ],
)
def test_more_than_8_bits_are_shown_from_black_to_white(
    tmp_path: Path, suffix: str, brightest: np.number[Any]
) -> None:
    path = tmp_path / f"photo.{suffix}"
    ramp = np.linspace(0, brightest, 64).astype(brightest.dtype)
    Image.fromarray(np.tile(ramp, (20, 1))).save(path)
    row = load(path)[10, :, 0]
    assert np.abs(row - np.linspace(0, 255, 64)).max() <= 1


def test_a_dark_float_photo_stays_dark_and_nan_is_black(
    tmp_path: Path,
) -> None:
    path = tmp_path / "photo.tiff"
    pixels = np.full((20, 30), 0.02, np.float32)
    pixels[0, :3] = (np.nan, np.inf, -1)
    Image.fromarray(pixels).save(path)
    picture = load(path)
    assert picture[10, 10].tolist() == [5, 5, 5]
    assert picture[0, :3, 0].tolist() == [0, 255, 0]


@pytest.mark.parametrize("suffix", ["gif", "webp", "png"])
def test_an_animation_gives_its_first_frame(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"photo.{suffix}"
    others = [Image.new("RGB", (64, 48), colour) for colour in ("lime", "white")]
    sample().save(path, save_all=True, append_images=others, duration=100)
    assert_halves(path, near=40)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparency_becomes_white(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "photo.png"
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    image.paste((90, 90, 90, 255), (0, 0, 20, 40))
    if mode == "P":
        image.quantize(4).save(path)
    else:
        image.convert(mode).save(path)
    picture = load(path)
    assert picture[20, 30].tolist() == [255, 255, 255]
    assert picture[20, 10].tolist() == [90, 90, 90]


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_transparent_colour_becomes_white(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "photo.png"
    image = Image.new(mode, (LONGEST_SIDE * 2, 40))
    image.paste("gray", (0, 0, LONGEST_SIDE, 40))
    image.save(path, transparency=(0, 0, 0) if mode == "RGB" else 0)
    picture = load(path)
    assert picture[10, -10].tolist() == [255, 255, 255]
    assert picture[10, 10].tolist() == [128] * 3


@pytest.mark.parametrize("suffix", ["png", "tiff", "lzw.tiff"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_undone(tmp_path: Path, orientation: int, suffix: str) -> None:
    upright = sample()
    upright.paste((250, 250, 250), (0, 0, 16, 12))
    stored = {
        1: lambda image: image,
        2: lambda image: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: lambda image: image.transpose(Image.Transpose.ROTATE_180),
        4: lambda image: image.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: lambda image: image.transpose(Image.Transpose.TRANSPOSE),
        6: lambda image: image.transpose(Image.Transpose.ROTATE_90),
        7: lambda image: image.transpose(Image.Transpose.TRANSVERSE),
        8: lambda image: image.transpose(Image.Transpose.ROTATE_270),
    }[orientation](upright)
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / f"photo.{suffix}"
    packed = {"compression": "tiff_lzw"} if suffix == "lzw.tiff" else {}
    stored.save(path, exif=exif, **packed)
    assert np.array_equal(load(path), np.asarray(upright))


def test_broken_exif_does_not_hide_the_photo(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    sample().save(path, exif=b"Exif\0\0II*\0\xff\xff\xff\x7f broken")
    assert_halves(path, near=12)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["jpg", "png"])
def test_fifty_megapixels_are_reduced(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"photo.{suffix}"
    sample(8660, 5774).save(path)
    assert max(load(path).shape) == LONGEST_SIDE
    assert_halves(path, near=12)


@pytest.mark.parametrize("size", [(60_000, 60_000), (2_000_000, 40), (9_000, 9_000)])
def test_an_absurd_size_is_refused_before_decoding(tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "huge.png"
    path.write_bytes(png_of_size(*size))
    with pytest.raises(BadPhoto, match=r"^huge.png is too large.*smaller copy\.$"):
        load(path)


@pytest.mark.parametrize("size", [(8_000_000, 8), (8, 3000), (2_000_000, 12), (40_000, 100)])
def test_a_picture_too_narrow_to_show_anything_is_refused(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    path = tmp_path / "line.png"
    path.write_bytes(png_of_size(*size))
    with pytest.raises(BadPhoto, match=r"^line.png is \d+ by \d+ pixels, which is too narrow"):
        load(path)


MEMORY = """
import json, resource, sys
from pathlib import Path
from assistant.camera.photo import BadPhoto, load
def own():
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line)
before = own()
try: found = load(Path(sys.argv[1])).shape
except BadPhoto as bad: found = str(bad)
child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps([found, 1024 * max(own() - before, child)]))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "size", "mode", "options"),
    [
        ("lossy.webp", 8000, "RGB", {"method": 0}),
        ("16.png", 8000, "I;16", {"compress_level": 1}),
        ("alpha.png", 8000, "RGBA", {"compress_level": 1}),
        ("progressive.jpg", 8000, "RGB", {"progressive": True}),
        ("just.webp", 4470, "RGBA", {"method": 0}),
    ],
)
def test_decoding_takes_little_memory(
    tmp_path: Path, name: str, size: int, mode: str, options: dict[str, Any]
) -> None:
    path = tmp_path / name
    Image.new(mode, (size, size)).save(path, **options)
    command = [sys.executable, "-c", MEMORY, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    found, took = json.loads(done.stdout)
    assert took < 400e6
    assert found[2] == 3


@pytest.mark.program
def test_a_large_photo_comes_as_a_small_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def paths() -> list[Path]:
        ramp = np.tile(np.linspace(0, 4095, 96).astype(np.uint16), (40, 1))
        Image.fromarray(ramp).save(tmp_path / "16.png")
        clear = sample().convert("RGBA")
        clear.paste((9, 9, 9, 0), (0, 0, 20, 20))
        clear.save(tmp_path / "clear.png")
        clear.save(tmp_path / "clear.webp", lossless=True)
        sample().quantize(4).save(tmp_path / "p.gif")
        exif = Image.Exif()
        exif[0x0112] = 6
        sample().save(tmp_path / "turned.jpg", exif=exif)
        sample().save(tmp_path / "turned.tiff", exif=exif)
        sample().save(tmp_path / "plain.webp", exif=exif, lossless=True)
        return sorted(tmp_path.iterdir())

    for path in paths():
        wanted = load(path)
        monkeypatch.setattr(limits, "PHOTO_HERE", 100)
        assert np.array_equal(load(path), wanted), path
        monkeypatch.undo()
    monkeypatch.setattr(limits, "PHOTO_HERE", 100)
    assert np.array_equal(decode(path.read_bytes(), ""), wanted)


@pytest.mark.program
def test_what_is_wrong_with_a_large_photo_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PHOTO_HERE", 100)
    path = tmp_path / "photo.png"
    sample().save(path)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(BadPhoto, match=r"^photo.png is damaged"):
        load(path)
    with pytest.raises(BadPhoto, match="65 million pixels, and I can open at most 64 million"):
        decode(png_of_size(8100, 8100) + bytes(100), "It")
    path.write_text("no photo" * 100)
    with pytest.raises(BadPhoto, match="is not a photo"):
        load(path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "sitecustomize.py").write_text("import os; os.abort()")
    with pytest.raises(BadPhoto, match=r"is too large\. Make a smaller copy"):
        load(path)


def test_an_icon_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "dot.png"
    sample(4, 4).save(path)
    with pytest.raises(BadPhoto, match="only 4 by 4 pixels"):
        load(path)


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "gif", "tiff", "bmp"])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_truncated_photo_is_refused(tmp_path: Path, suffix: str, part: float) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (80, 120, 3), np.uint8)
    path = tmp_path / f"photo.{suffix}"
    Image.fromarray(noise).save(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(BadPhoto, match=r"(is damaged|is not a photo)"):
        load(path)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: None, "The file photo.jpg was not found"),
        (lambda path: path.mkdir(), "is a folder"),
        (lambda path: path.write_bytes(b""), "is not a photo"),
        (lambda path: path.write_text("a letter"), "is not a photo"),
        (lambda path: path.write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n"), "is not a photo"),
        (lambda path: path.write_bytes(b"\0\0\0\x18ftypheic" + bytes(40)), "HEIC"),
        (lambda path: path.symlink_to("/dev/zero"), "is not a file"),
        (os.mkfifo, "is not a file"),
    ],
)
def test_anything_but_a_photo_is_refused_in_words(
    tmp_path: Path, make: Callable[[Path], object], reason: str
) -> None:
    path = tmp_path / "photo.jpg"
    make(path)
    with pytest.raises(BadPhoto, match=reason) as raised:
        load(path)
    assert str(raised.value).endswith(".")


@pytest.mark.parametrize("brand", [b"mif1", b"msf1"])
def test_an_avif_with_the_brand_of_its_container_is_opened(tmp_path: Path, brand: bytes) -> None:
    path = tmp_path / "photo.avif"
    sample().save(path, quality=95)
    data = path.read_bytes()
    path.write_bytes(data[:8] + brand + data[12:])
    assert_halves(path, near=12)


def test_a_name_that_is_too_long_belongs_to_no_file(tmp_path: Path) -> None:
    with pytest.raises(BadPhoto, match=r"The file (long)+ was not found"):
        load(tmp_path / ("long" * 100))


def test_photos_can_be_loaded_by_several_threads(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    sample(600, 400).save(path)
    pictures: list[object] = []
    threads = [threading.Thread(target=lambda: pictures.append(load(path).shape)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert pictures == [(400, 600, 3)] * 4


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(
    suffix=st.sampled_from(["png", "jpeg", "gif", "webp", "tiff", "bmp"]),
    at=st.floats(0, 1, exclude_max=True),
    value=st.binary(min_size=1, max_size=8),
)
def test_damaged_photos_raise_nothing_but_bad_photo(
    tmp_path: Path, suffix: str, at: float, value: bytes
) -> None:
    buffer = io.BytesIO()
    sample().save(buffer, suffix)
    data = bytearray(buffer.getvalue())
    start = int(at * len(data))
    data[start : start + len(value)] = value
    path = tmp_path / "photo"
    path.write_bytes(data)
    with contextlib.suppress(BadPhoto):
        picture = load(path)
        assert picture.ndim == 3
        assert picture.dtype == np.uint8

"""How many codes are read, and whether any is misread: `lantern codes` on drawn codes.

    python -m benchmarks.codes

Draws 120 EAN-13, QR and Code 128 codes on pictures of 640x480 with print around them, tilted by up
to 45 degrees, at an angle, blurred, in uneven light and with noise. Prints for each kind how many
were read right and wrong.
"""

from collections.abc import Iterator
from typing import Final

import cv2
import numpy as np
import zxingcpp

from assistant.skills.codes.barcodes import codes
from models.interfaces import Picture

COUNT: Final = 120
KINDS: Final = ("EAN-13", "QR", "Code 128")
WIDTHS: Final = {"EAN-13": (260, 380), "QR": (150, 260), "Code 128": (430, 540)}
"""The range of a code's width in pixels; its thinnest line is about two pixels wide."""
FORMATS: Final = {
    "EAN-13": zxingcpp.BarcodeFormat.EAN13,
    "QR": zxingcpp.BarcodeFormat.QRCode,
    "Code 128": zxingcpp.BarcodeFormat.Code128,
}


def content(kind: str, rng: np.random.Generator) -> str:
    """Random content for a code."""
    if kind == "EAN-13":
        digits = [int(digit) for digit in rng.integers(0, 10, 12)]
        total = sum(digit * (3 if place % 2 else 1) for place, digit in enumerate(digits))
        return "".join(map(str, [*digits, -total % 10]))
    letters = "".join(chr(65 + int(n)) for n in rng.integers(0, 26, 10))
    if kind == "QR":
        return f"https://shop.example/{letters.lower()}"
    return f"LOT-{letters}"


def drawn(kind: str, text: str, rng: np.random.Generator) -> Picture:
    """A picture [480, 640, 3] of a handheld code."""
    made = zxingcpp.create_barcode(text, FORMATS[kind])
    image = np.array(zxingcpp.write_barcode_to_image(made, scale=4, add_quiet_zones=True))
    code = image if image.ndim == 2 else image[..., 0]
    low, high = WIDTHS[kind]
    wide = float(rng.uniform(low, high))
    factor = wide / code.shape[1]
    tall = max(60.0, code.shape[0] * factor)
    page = np.full((480, 640), 205, np.uint8)
    for _ in range(12):
        place = (int(rng.integers(0, 560)), int(rng.integers(20, 470)))
        cv2.putText(page, "CONTENTS 250", place, cv2.FONT_HERSHEY_SIMPLEX, 0.6, 60, 1)
    turn = np.radians(rng.uniform(-45, 45))
    axes = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    corners = np.array([[-wide, -tall], [wide, -tall], [wide, tall], [-wide, tall]]) / 2
    centre = np.array([320, 240]) + rng.uniform(-40, 40, 2)
    target = corners @ axes + centre + rng.uniform(-0.03, 0.03, (4, 2)) * min(wide, 300)
    height, width = code.shape
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    # Drawn four times as large and reduced, like a lens does: no line falls between two pixels.
    warp = cv2.getPerspectiveTransform(source, (4 * target).astype(np.float32))
    laid, covered = (
        cv2.resize(
            cv2.warpPerspective(one.astype(np.float32), warp, (2560, 1920)),
            (640, 480),
            interpolation=cv2.INTER_AREA,
        )
        for one in (code, np.ones_like(code))
    )
    sheet = np.where(covered > 0.5, laid * 0.9 + 15, page.astype(np.float32))
    sheet = np.asarray(cv2.GaussianBlur(sheet, (0, 0), float(rng.uniform(0.4, 1.3))), np.float32)
    light = np.linspace(float(rng.uniform(0.6, 1)), 1, 640, dtype=np.float32)
    noisy = sheet * light + rng.normal(0, 4, sheet.shape)
    grey = np.asarray(np.clip(noisy, 0, 255), np.uint8)
    return np.repeat(grey[..., None], 3, axis=2)


def trials(count: int = COUNT, seed: int = 0) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Kind, content, and the texts that were read."""
    rng = np.random.default_rng(seed)
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        text = content(kind, rng)
        yield kind, text, tuple(code.text for code in codes(drawn(kind, text, rng)))


def main() -> None:
    """Draw, read, count."""
    results = list(trials())
    for kind in KINDS:
        some = [(text, read) for one, text, read in results if one == kind]
        right = sum(read == (text,) for text, read in some)
        wrong = sum(any(one != text for one in read) for text, read in some)
        print(f"{kind}: {right} of {len(some)} read, {wrong} wrong")


if __name__ == "__main__":
    main()

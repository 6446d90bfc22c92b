"""Reads barcodes and QR codes; opens nothing, and looks names up in the user's own table only.

Only kinds with a checksum are read, so that a blurred code gives nothing rather than something
wrong. UPC-E is left out, since it is found by mistake in other codes. Pictures are also tried
turned and sharpened.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import cv2
import numpy as np
import zxingcpp

from assistant.camera.resize import turned
from assistant.protocol.spoken import Message, Spoken
from assistant.saying.messages.senses_lines import CodeLine
from assistant.skills.codes.products import NO_PRODUCTS, Products, look_up
from assistant.skills.picture_session import PictureSession
from assistant.skills.skill import SkillResult
from models import limits
from models.interfaces import UNCANCELLED, CancelToken, Picture

_KINDS: Final = {
    zxingcpp.BarcodeFormat.EAN13: "EAN-13",
    zxingcpp.BarcodeFormat.EAN8: "EAN-8",
    zxingcpp.BarcodeFormat.UPCA: "UPC-A",
    zxingcpp.BarcodeFormat.Code128: "Code 128",
    zxingcpp.BarcodeFormat.QRCode: "QR",
    zxingcpp.BarcodeFormat.DataMatrix: "Data Matrix",
    zxingcpp.BarcodeFormat.Aztec: "Aztec",
    zxingcpp.BarcodeFormat.PDF417: "PDF417",
}
_READ: Final = zxingcpp.barcode_formats_from_str(
    "EAN13,EAN8,UPCA,Code128,QRCode,DataMatrix,Aztec,PDF417"
)
_TURNS: Final = (20, -20, 40, -40)
"""Degrees; right angles need no turn."""
_LARGE: Final = 1600
_SMALL: Final = 640
"""Pixels of the longer side: larger pictures are also read reduced, smaller ones enlarged."""
_LINKS: Final = ("http", "https")
_OWN_LATIN: Final = frozenset("ßæœøđłþð")
"""Latin letters of their own, unlike those that pass for others."""
_WITH_LATIN: Final = frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"})
"""Scripts that a name may mix."""
_ALIKE: Final = frozenset("асԁеһіјӏорԛѕѵԝхуανικορυ")
"""Cyrillic and Greek small letters that look like Latin ones."""


@dataclass(frozen=True, slots=True)
class Code:
    """One code."""

    kind: str
    """"EAN-13", "QR" and so on."""
    text: str


def codes(picture: Picture, cancel: CancelToken = UNCANCELLED) -> tuple[Code, ...]:
    """The codes in a picture, from the top. Raises WorkCancelledError."""
    for view in _views(picture):
        cancel.raise_if_cancelled()
        found = zxingcpp.read_barcodes(view, formats=_READ)
        known = [one for one in found if one.valid and one.text and one.format in _KINDS]
        if known:
            known.sort(key=lambda one: one.position.top_left.y)
            return tuple(dict.fromkeys(Code(_KINDS[one.format], one.text) for one in known))
    return ()


def _views(picture: Picture) -> Iterator[Picture]:
    """The picture in grey: as it is, resized, sharpened and turned."""
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
    yield grey
    longest = max(grey.shape)
    scale = 2.0 if longest < _SMALL else min(1.0, _LARGE / longest)
    sized = grey
    if scale != 1:
        way = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
        sized = np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=way), np.uint8)
        yield sized
    sharp = _sharpened(sized)
    yield sharp
    for turn in _TURNS:
        yield turned(sized, turn)
        yield turned(sharp, turn)


def _sharpened(grey: Picture) -> Picture:
    soft = cv2.GaussianBlur(grey, (0, 0), 3)
    return np.asarray(cv2.addWeighted(grey, 2.5, soft, -1.5, 0), np.uint8)


def spoken(found: tuple[Code, ...], known: Products = NO_PRODUCTS) -> Spoken:
    """One sentence a code: the user's name for it, its kind, and its number, text or domain."""
    if not found:
        return Spoken.of(CodeLine.NONE.said())
    return Spoken.of(*(_said(code, known) for code in found), known.fault)


def _said(code: Code, known: Products) -> Message:
    domain = link_domain(code.text)
    if domain is not None:
        return _link_said(code.kind, domain)
    text = " ".join("".join(c if c.isprintable() else " " for c in code.text).split())
    # As one number, digits would be spoken in billions.
    spaced = " ".join if text.isdigit() else str
    if len(text) > limits.CODE_SPOKEN:
        return CodeLine.LONG.said(kind=code.kind, text=spaced(text[: limits.CODE_SPOKEN].rstrip()))
    name = known.names.get(text) if text.isdigit() else None
    if name is not None:
        return CodeLine.NAMED.said(name=name, kind=code.kind, text=spaced(text))
    return CodeLine.CODE.said(kind=code.kind, text=spaced(text))


def _link_said(kind: str, domain: str) -> Message:
    ascii_form = in_ascii(domain)
    if "xn--" not in ascii_form or domain.isascii():
        # Wide letters, for instance, lead where plain ones do.
        return CodeLine.LINK.said(kind=kind, domain=ascii_form)
    alike = any(map(_looks_alike, domain.split(".")))
    line = CodeLine.LINK_LOOKALIKE if alike else CodeLine.LINK_SPELLED
    return line.said(kind=kind, domain=domain, ascii=ascii_form)


def in_ascii(domain: str) -> str:
    """A domain as browsers look it up, in plain letters (RFC 3492)."""
    same = unicodedata.normalize("NFKC", domain).lower().replace("\u3002", ".")
    seen = "".join(letter for letter in same if unicodedata.category(letter) != "Cf")
    labels = seen.split(".")
    return ".".join(
        one if one.isascii() else f"xn--{one.encode('punycode').decode()}" for one in labels
    )


def _looks_alike(label: str) -> bool:
    """Whether a part of a domain has letters that only look like Latin ones.

    That is so if it mixes them with Latin ones, or has no letters but such.
    """
    letters = [letter for letter in label if letter.isalpha()]
    scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in letters}
    if scripts == {"LATIN"}:
        bases = (unicodedata.normalize("NFKD", letter)[0] for letter in letters)
        return not all(base.isascii() or base in _OWN_LATIN for base in bases)
    return ("LATIN" in scripts and not scripts <= _WITH_LATIN) or {*letters} <= _ALIKE


def link_domain(text: str) -> str | None:
    """The domain of a link, without a name or password; None if a text is no link."""
    try:
        # Browsers treat a backslash as a slash.
        parts = urlsplit(text.strip().replace("\\", "/"))
        domain = parts.hostname if parts.scheme.lower() in _LINKS else None
    except ValueError:
        return None
    return domain if domain and len(domain) <= limits.DOMAIN else None


def run(session: PictureSession, cancel: CancelToken) -> SkillResult:
    """Read the codes of a picture and name the products. Raises WorkCancelledError."""
    found = codes(session.pixels, cancel)
    listed = [{"kind": one.kind, "text": one.text} for one in found]
    return SkillResult(spoken(found, look_up([one.text for one in found])), {"codes": listed})

"""Spells out numbers that a voice would read as thousands and millions. Pure."""

import re
from typing import Final

_LONG: Final = re.compile(r"(?<!\d)(?<!\d[.,])\d{6,}")
_GROUPS: Final = re.compile(r"(?<![\d.,:])[+(]?\d(?:[ ()/-]{0,3}\d)++(?![.,:]\d)")
_DIALLED: Final = re.compile(r"(?:\+|\(?0\d\d)(?:\D*\d){5}")
"""A telephone number that begins with a country or area code."""
_NUMBERED: Final = re.compile(r"(?=.*\d{3}|0)(?=(?:\D*\d){9})\d+(?:(?: \d+)+|(?:-\d+)+)")
"""Another long number in groups, such as an account number."""
_MILLIONS: Final = re.compile(r"\d{1,3}(?: 000){2,}")


def digit_by_digit(text: str) -> str:
    """Put spaces between the digits of each long number, and commas between its groups."""
    return _LONG.sub(lambda found: " ".join(found.group()), _GROUPS.sub(_spaced, text))


def _spaced(found: re.Match[str]) -> str:
    number = found.group()
    groups = re.findall(r"\d+", number)
    numbered = _NUMBERED.fullmatch(number) and not _MILLIONS.fullmatch(number)
    if len(groups) < 2 or not (numbered or _DIALLED.match(number)):
        return number
    return ("+" if number.startswith("+") else "") + ", ".join(map(" ".join, groups))

"""The user's own names for the numbers of codes.

Each line of `products.csv`, next to the settings, has a number and, after a comma, a semicolon or a
tab, a name.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import platformdirs

from assistant.protocol.spoken import Message
from assistant.saying.messages.senses_lines import CodeLine

_LINE: Final = re.compile(r"\W*?(\d[\d -]*+)[^\w,;\t]*+[,;\t](.*\w.*)")
_BETWEEN: Final = re.compile(r"\D+")
"""Separators between the digits of a number, as in ISBNs."""


@dataclass(frozen=True, slots=True)
class Products:
    """Names of numbers."""

    names: dict[str, str] = field(default_factory=dict)
    """The name of each number in the table."""
    fault: Message | None = None
    """Why the table cannot be read."""


NO_PRODUCTS: Final = Products()


def look_up(numbers: Collection[str], table: Path | None = None) -> Products:
    """Look numbers up in a table, by default the user's own."""
    path = platformdirs.user_config_path("lantern") / "products.csv" if table is None else table
    # A UPC-A is an EAN-13 that starts with 0.
    wanted = {number.lstrip("0"): number for number in numbers if number.isdigit()}
    names: dict[str, str] = {}
    if not wanted:
        return NO_PRODUCTS
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for line in filter(None, map(_LINE.match, lines)):
                number = wanted.get(_BETWEEN.sub("", line[1]).lstrip("0"))
                if number is not None:
                    names.setdefault(number, line[2].strip(' "\t'))
    except FileNotFoundError:
        return NO_PRODUCTS
    except (OSError, UnicodeDecodeError):
        return Products(fault=CodeLine.TABLE_AMISS.said(name=path.name))
    return Products(names)

"""Numbers that a voice would make hundreds of thousands of, as they are read out. Pure."""

import re
from typing import Final

_LONG: Final = re.compile(r"(?<!\d)(?<!\d[.,])\d{6,}")


def digit_by_digit(text: str) -> str:
    """A text with spaces between the digits of each long number."""
    return _LONG.sub(lambda found: " ".join(found.group()), text)

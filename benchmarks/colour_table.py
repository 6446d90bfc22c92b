"""The table of colour names: writes `assistant/skills/colour/colour_table.toml`.

    python -m benchmarks.colour_table

Names and values come from the colour survey of xkcd.com, in which 222,500 people named colours on
their screens; its results are in the public domain (CC0) and come with matplotlib. An entry is kept
if its last word is a colour that the assistant names; the words before it decide whether it is
light or dark.
"""

import re
from collections import defaultdict
from pathlib import Path
from typing import Final

from matplotlib.colors import XKCD_COLORS

TABLE: Final = Path(__file__).parents[1] / "assistant/skills/colour/colour_table.toml"
BASES: Final = {
    "red": "red",
    "maroon": "dark red",
    "burgundy": "dark red",
    "wine": "dark red",
    "crimson": "red",
    "scarlet": "red",
    "orange": "orange",
    "tangerine": "orange",
    "pumpkin": "orange",
    "yellow": "yellow",
    "mustard": "dark yellow",
    "gold": "yellow",
    "cream": "light beige",
    "green": "green",
    "olive": "dark green",
    "lime": "light green",
    "blue": "blue",
    "navy": "dark blue",
    "azure": "blue",
    "cobalt": "blue",
    "teal": "turquoise",
    "turquoise": "turquoise",
    "cyan": "turquoise",
    "aqua": "turquoise",
    "purple": "purple",
    "violet": "purple",
    "lavender": "light purple",
    "lilac": "light purple",
    "plum": "dark purple",
    "indigo": "dark purple",
    "pink": "pink",
    "magenta": "pink",
    "rose": "pink",
    "salmon": "pink",
    "brown": "brown",
    "chocolate": "dark brown",
    "rust": "brown",
    "beige": "beige",
    "tan": "beige",
    "khaki": "beige",
    "sand": "beige",
    "taupe": "brown",
}
"""The last words that are kept, and their names."""
SHADES: Final = {
    "light": "light",
    "pale": "light",
    "faded": "light",
    "pastel": "light",
    "baby": "light",
    "powder": "light",
    "ice": "light",
    "sky": "light",
    "dark": "dark",
    "deep": "dark",
    "darkish": "dark",
    "midnight": "dark",
    "navy": "dark",
    "forest": "dark",
    "bottle": "dark",
    "hunter": "dark",
    "blood": "dark",
}
"""Words before the colour that say how light it is."""
BETWEEN: Final = re.compile(
    "off|(?:red|orang|yell|green|blue|blui|purpl|pink|brown|grey|tan|violet|gold|oliv|mustard)[a-z]*"
)
"""Words that make it a mixture of two colours, where neither name alone would do."""
NEUTRAL: Final = ("black", "white", "grey")
"""They have few entries, mostly tinted; `colour_space` detects them by their chroma."""


def entries() -> dict[tuple[str, str], list[str]]:
    """The values of every shade and colour, as six hexadecimal digits."""
    found = defaultdict(list)
    for name, value in XKCD_COLORS.items():
        *before, last = name.removeprefix("xkcd:").replace("gray", "grey").split()
        if last not in BASES or last in NEUTRAL or any(map(BETWEEN.fullmatch, before)):
            continue
        shade, _, base = BASES[last].rpartition(" ")
        for word in before:
            shade = SHADES.get(word, shade)
        found[shade, base].append(str(value).removeprefix("#"))
    return found


def main() -> None:
    """Write the table."""
    lines = [
        "# Red, green and blue of colours in hex, by their names in the survey of xkcd.com (CC0).",
        "# Made by `python -m benchmarks.colour_table`, which says what was kept.",
    ]
    for (shade, base), values in sorted(entries().items(), key=lambda one: one[0][::-1]):
        name = f"{shade} {base}".lstrip()
        rows = (" ".join(values[start : start + 12]) for start in range(0, len(values), 12))
        lines += [f'"{name}" = """', *rows, '"""']
    TABLE.write_text("\n".join([*lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()

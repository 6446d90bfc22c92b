"""What is said of photos of one household thing each: is it named, refused, or taken for another?

    python -m benchmarks.household --data DATA

Describes the validation photos of the set household as Space does. A thing is named if its name is
said, or the name of its kind: a bottle for a wine bottle. Prints the shares and the look-alikes,
which were plainly taken for something else, and writes what was said of each photo to
`benchmarks/household.csv`. With `--quarters 2` the photos are upside down,
with `--clothes` they show clothes lying or hanging alone, and nothing is written.
"""

import csv
from collections import Counter
from pathlib import Path
from typing import Final

import numpy as np

from assistant.protocol.events import Description
from assistant.runtime import compose
from assistant.settings.config import defaults
from benchmarks.command import data_command
from benchmarks.photos import photos, rows_of
from models.interfaces import HAND, PERSON, Certainty
from models.lexicon.things import BACKGROUND, column
from models.training.held_up.closeups import name_of

OUT: Final = Path(__file__).with_name("household.csv")
STUDIO: Final = "f_"
"""How the names of photos of a shop begin; some show who wears the clothes."""
FOOLED: Final = f"other, {Certainty.PLAIN.value}"
BESIDE: Final = BACKGROUND | {HAND, PERSON, "dining table"}
"""What may be in view besides the thing."""


def verdict(name: str, said: Description) -> str:
    """How the thing was told: "plain", "probably", "refused", or "other, " and how sure."""
    right = {name, *column("kinds").get(name, ())}
    things = [one for one in said.spoken_objects if one.name not in BESIDE - right]
    named = [one.certainty for one in things if one.name in right]
    if named:
        return min(named, key=list(Certainty).index).value
    if not things:
        return "refused" if not said.spoken_objects else "only besides"
    return f"other, {min((one.certainty for one in things), key=list(Certainty).index).value}"


def main() -> None:
    """Describe, print and write."""
    parser = data_command(__doc__)
    parser.add_argument("--quarters", type=int, default=0, help="quarter turns to the left (0)")
    parser.add_argument("--clothes", action="store_true", help="photos of clothes")
    args = parser.parse_args()
    skills = compose.skills(defaults(), "world")
    which = "clothes" if args.clothes else "household"
    rows = [row for row in rows_of(args.data, which) if row["split"] == "val"]
    rows = [row for row in rows if not row["photo"].startswith(STUDIO)]
    lines, worn = [], 0
    for row, picture in photos(args.data, which, rows):
        turned = np.ascontiguousarray(np.rot90(picture, args.quarters))
        said = skills.describe(skills.session(turned))
        worn += any(one.name == PERSON for one in said.spoken_objects)
        lines.append(
            (row.get("name", row.get("kind")), said.spoken, verdict(name_of(which, row), said))
        )
    told = Counter(found for *_, found in lines)
    if not args.quarters and not args.clothes:
        with OUT.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("name", "said", "verdict"), *lines])
    for name, spoken, found in lines:
        if found == FOOLED:
            print(f"{name}: {spoken}")
    for found, count in told.most_common():
        print(f"{found}: {count}, {count / len(rows):.1%}")
    named = told["plain"] + told["probably"]
    print(f"named: {named / len(rows):.1%} of {len(rows)}")
    print(f"with a person: {worn / len(rows):.1%}")


if __name__ == "__main__":
    main()

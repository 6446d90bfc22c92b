"""What is said of drawn things that are held up: what they are, what is written, how they are held.

    python -m benchmarks.held_up --data DATA --work .cache

Draws things with seeds that no training uses, and describes them as Space does. A word is right if
it stands on the thing, a cut-off side if the thing runs out there. Prints the shares, and writes a
line for each to `benchmarks/held_up.csv`.
"""

import csv
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Final

import numpy as np

from assistant.runtime import compose
from assistant.saying.messages.reading_lines import CUT_LINES, ReadingLine
from assistant.settings.config import defaults
from assistant.skills.picture_session import PictureSession
from assistant.skills.skill_set import SkillSet
from benchmarks.command import work_command
from models.embedded.evidence.surfaces import GROUPS, NAMES
from models.interfaces import SAYABLE, Certainty
from models.training.common.data import Folders, read_photo
from models.training.held_up import scene
from models.training.held_up.dataset import rooms
from models.training.held_up.scene import Sample

OUT: Final = Path(__file__).with_name("held_up.csv")
FIRST_SEED: Final = 7_000_000
THINGS: Final = 300
TURNED: Final = {0: "", 90: "on its side", 180: "upside down", 270: "on its side"}
FIELDS: Final = (
    *("surface", "tellable", "legible", "said", "text", "told", "certainty", "right"),
    *("words", "words_right", "turned_right", "cut", "cut_told", "cut_right"),
)


def plain(word: str) -> str:
    """A word's letters and digits, lower-case and without accents."""
    return re.sub("[^a-z0-9]", "", unicodedata.normalize("NFKD", word).lower())


def names_of(surface: str) -> set[str]:
    """What a surface may rightly be called."""
    name = NAMES[surface]
    more = {"screen": {"tv", "laptop", "cell phone"}, "sheet": {"paper"}, "packet": {"bag"}}
    return {name, *(group for group, members in GROUPS.items() if name in members)} | more.get(
        surface, set()
    )


def cut_told(said: str) -> set[str]:
    """The sides at which the text is told to be cut off; "many" if no single one is named."""
    many = {"many"} if str(ReadingLine.CUT_MANY.said()) in said else set[str]()
    return many | {side.value for side, line in CUT_LINES.items() if str(line.said()) in said}


def cut_right(told: set[str], cut: set[str]) -> bool:
    """Whether the thing runs out at each told side; at several, if none is named."""
    return len(cut) > 1 if "many" in told else told <= cut


def judged(skills: SkillSet, sample: Sample) -> dict[str, object]:
    """One line of the table."""
    session: PictureSession = skills.session(sample.picture)
    said = skills.describe(session)
    written = skills.mention(session)
    look = session.analysis().look
    held = {one.name for one in look.objects if one.held} if look else set()
    told = next((one for one in said.spoken_objects if one.name in held), None)
    words = list(filter(None, map(plain, written.words.split())))
    there = {plain(word) for line in sample.lines for word in line.text.split()}
    run_on = "".join(plain(line.text) for line in sample.lines)
    cut, beyond = set(sample.cut), cut_told(str(written.said))
    turned = next((how for how in ("on its side", "upside down") if how in str(written.said)), "")
    return {
        "surface": sample.surface.value,
        "tellable": sample.tellable,
        "legible": any(line.legible for line in sample.lines),
        "said": said.spoken,
        "text": written.said,
        "told": told.name if told else "",
        "certainty": (told.certainty if told else Certainty.NONE).value,
        "right": bool(told and told.name in names_of(sample.surface.value)),
        "words": len(words),
        "words_right": sum(word in there or (len(word) > 3 and word in run_on) for word in words),
        "turned_right": turned == TURNED[sample.rotation] if words else "",
        "cut": " ".join(sorted(cut)),
        "cut_told": " ".join(sorted(beyond)),
        "cut_right": cut_right(beyond, cut) if beyond else "",
    }


def main() -> None:
    """Draw, describe, print and write."""
    args = work_command(__doc__).parse_args()
    behind = rooms(Folders(args.data, args.work), "val")
    skills = compose.skills(defaults(), "world")
    rows = []
    for number in range(THINGS):
        rng = np.random.default_rng(FIRST_SEED + number)
        room = read_photo(behind[int(rng.integers(len(behind)))])
        rows.append(judged(skills, scene.draw(rng, room)))
    with OUT.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, FIELDS)
        table.writeheader()
        table.writerows(rows)
    tellable = [row for row in rows if row["tellable"]]
    told = Counter(str(row["certainty"]) for row in tellable)
    right = Counter(str(row["certainty"]) for row in tellable if row["right"])
    print(f"{len(tellable)} things that can be told")
    for grade in SAYABLE:
        print(f"{grade}: told {told[grade]}, right {right[grade]}")
    legible = [row for row in rows if row["legible"]]
    spoken = [row for row in legible if row["words"]]
    words, good = (sum(int(str(row[name])) for row in spoken) for name in ("words", "words_right"))
    print(f"{len(legible)} with print that can be read; {len(spoken)} have it said")
    print(f"{good} of {words} words right")
    print(f"way up right: {sum(bool(row['turned_right']) for row in spoken)} of {len(spoken)}")
    cut = [row for row in rows if row["cut_told"]]
    print(f"cut-off sides right: {sum(bool(row['cut_right']) for row in cut)} of {len(cut)} told")


if __name__ == "__main__":
    main()

"""How often Lantern says how many things there are, and how often that is right.

    python -m benchmarks.counts --data DATA

Uses COCO's validation photos, on which every thing is outlined. Each photo is counted by networks
that have not learnt from it, trained as those that ship, by the bars that ship. The detector has
seen most of the photos in its own training, so those that it has not seen are reported apart.

Prints on what share of the photos with several of a thing a number, "several" or "many" is said;
how often that is right, by grade and kind, and for people; and how many questions of "how many"
would be answered. What is computed from the photos is kept in WORK.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.command import work_command
from models.claims import holds
from models.embedded.evidence.counts import EXACTLY, Kind, Number, claimed
from models.embedded.model import load
from models.interfaces import SAYABLE, Certainty
from models.training.common.data import Folders, Record, records
from models.training.witness.counts import SET, examples, held_out

SEED: Final = 0
"""That of the networks that ship."""
PERSON: Final = "person"


@dataclass(frozen=True)
class Claimed:
    """What is claimed about the number of a thing on a photo."""

    photo: int
    name: str
    there: int
    number: Number
    certainty: Certainty
    first: bool
    """Whether it is the one to say."""

    @property
    def right(self) -> bool:
        """Whether it is true."""
        return holds(self.number.value, self.there)


def claims(folders: Folders) -> Iterator[Claimed]:
    """All claims about the validation photos."""
    model = load()
    names, counter = model.manifest.coco, model.counter
    assert counter is not None
    found = examples(folders, model)
    every = held_out(found, len(names), SEED)
    for photo, name, there, shares in zip(found.photo, found.name, found.count, every, strict=True):
        for place, number in enumerate(claimed(shares, counter.bars)):
            certainty = number.certainty(counter.bars)
            yield Claimed(int(photo), names[name], int(there), number, certainty, not place)


def several(row: Record) -> bool:
    """Whether a photo shows several of a thing."""
    names = [name for name, *_ in row["boxes"]]
    return len(set(names)) < len(names)


def report(title: str, rows: dict[int, Record], found: Sequence[Claimed]) -> None:
    """Print the figures of some photos."""
    found = [one for one in found if one.photo in rows]
    told = [one for one in found if one.first and one.certainty in SAYABLE]
    said = [one for one in told if one.number.kind is not Kind.ONE]
    wanted = {photo for photo, row in rows.items() if several(row)}
    reached = wanted & {one.photo for one in said if one.there > 1}
    print(f"\n{title}: {len(rows)} photos")
    print(f"several of a thing: {len(wanted)}, said on {len(reached) / len(wanted):.3f}")
    _share("said", said)
    for certainty in SAYABLE:
        _share(f"said {certainty}", [one for one in said if one.certainty is certainty])
    for kind in Kind:
        _share(f"said, {kind.name.lower()}", [one for one in said if one.number.kind is kind])
    _share("said of people", [one for one in said if one.name == PERSON])
    exact = [one for one in found if one.number.kind in EXACTLY and one.certainty in SAYABLE]
    _share("questions answered", exact)


def _share(what: str, some: Sequence[Claimed]) -> None:
    if some:
        print(f"{what}: {len(some)}, right {sum(one.right for one in some) / len(some):.3f}")


def main() -> None:
    """Count, compare, print."""
    options = work_command(__doc__).parse_args()
    folders = Folders(options.data, options.work)
    rows = {at: row for at, row in enumerate(records(folders, SET)) if row["split"] == "val"}
    found = list(claims(folders))
    report("all", rows, found)
    unseen = {at: row for at, row in rows.items() if row.get("unseen")}
    report("new to the detector", unseen, found)


if __name__ == "__main__":
    main()

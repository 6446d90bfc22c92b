"""What people and animals do, and the colours of things: how many claims are said, how many right.

    python -m benchmarks.crops --data DATA --work .cache --photos 300

For validation photos of COCO and Flickr8k that several people described, by the proposers of
`models/embedded/evidence/actions.py` and `models/embedded/evidence/colours.py` alone. A claim
counts as right if one of the captions holds a form of its verb, or its colour, and the other thing.
`--show 50` prints photos with their claims. Last come things whose colour a text about their photo
states: how many get a colour, or one of two, when somebody asks for it, and for how many that is a
stated one.
"""

from collections import Counter
from collections.abc import Iterable
from time import perf_counter
from typing import Final

from benchmarks.command import work_command
from models.embedded import load
from models.embedded.evidence import actions, colours
from models.embedded.evidence.actions import ActionHead, ActionProposer
from models.embedded.evidence.colours import ColourHead, ColourProposer, chosen
from models.interfaces import (
    SAYABLE,
    Certainty,
    Claim,
    ClaimKind,
    ClaimProposer,
    ImageEncoding,
    Picture,
)
from models.lexicon.names import mentions
from models.training.claims.actions import verbs_of
from models.training.claims.colours import colours_of
from models.training.claims.colours import told as stated_colours
from models.training.common.data import (
    Folders,
    Record,
    captioned,
    photo_of,
    unpack,
    validation_rows,
)

KINDS: Final = (ClaimKind.ACTION, ClaimKind.COLOUR)


def right(claim: Claim, row: Record) -> bool:
    """Whether one of a photo's captions holds all words of a claim."""
    captions = row["captions"]
    if claim.kind is ClaimKind.COLOUR:
        colours = {(one.name, one.value) for text in captions for one in colours_of(text)}
        return (claim.name, claim.value) in colours
    names = {name for text in captions for name in mentions(text)}
    return claim.value in verbs_of(captions) and (not claim.other or claim.other in names)


def whole(claims: Iterable[Claim]) -> list[Claim]:
    """Claims that are no part of another that is said: "riding" of "riding a horse"."""
    kept = [claim for claim in claims if claim.kind in KINDS and claim.certainty in SAYABLE]
    fuller = {(claim.name, claim.value) for claim in kept if claim.other}
    return [one for one in kept if one.other or (one.name, one.value) not in fuller]


def asked(
    colours: ClaimProposer, picture: Picture, look: ImageEncoding, row: Record
) -> Counter[tuple[bool, bool]]:
    """How many of the things in a photo whose colour is stated get it told; by whether as one of
    two, and whether that is a stated one."""
    stated = stated_colours(row)
    return Counter(
        (bool(one.other), not stated[one.name].isdisjoint({one.value, one.other}))
        for one in colours.propose(picture, look)
        if one.name in stated and one.asked in SAYABLE
    )


def main() -> None:
    """Print the figures."""
    parser = work_command(__doc__)
    parser.add_argument("--photos", type=int, default=300, help="photos of each set (300)")
    parser.add_argument("--show", type=int, default=0, help="photos to print (0)")
    given = parser.parse_args()
    folders = Folders(given.data, given.work)
    model = load()
    acts, head = model.small(ActionHead, actions.FILE), model.small(ColourHead, colours.FILE)
    if acts is None or head is None:
        raise SystemExit("The networks for acts and colours are missing.")
    of_things = ColourProposer(model, head)
    proposers = ActionProposer(acts), of_things
    for name in ("coco", "flickr8k"):
        unpack(folders, name)
        rows = captioned(validation_rows(folders, name))
        rows = rows[:: max(1, len(rows) // given.photos)][: given.photos]
        counts: Counter[tuple[ClaimKind, Certainty, bool]] = Counter()
        seconds = []
        for place, row in enumerate(rows):
            picture = photo_of(folders, name, row)
            look = model.look(picture)
            start = perf_counter()
            said = whole(one for part in proposers for one in part.propose(picture, look))
            seconds.append(perf_counter() - start)
            counts.update((one.kind, one.certainty, right(one, row)) for one in said)
            if place < given.show:
                print(row["photo"], *map(_shown, said), row["captions"][0], sep="\t")
        print(f"{name}: {len(rows)} photos, {1000 * sorted(seconds)[len(seconds) // 2]:.0f} ms")
        for kind in KINDS:
            for certainty in SAYABLE:
                good, bad = counts[kind, certainty, True], counts[kind, certainty, False]
                share = 100 * good / max(1, good + bad)
                print(f"  {kind}, {certainty}: {good + bad} said, {share:.0f} % in a caption")

        known = [row for row in validation_rows(folders, name) if stated_colours(row)]
        things, told = 0, Counter[tuple[bool, bool]]()
        for row in known[: given.photos]:
            picture = photo_of(folders, name, row)
            look = model.look(picture)
            seen = chosen(look.objects, head.names)
            things += sum(one.name in stated_colours(row) for one in seen)
            told += asked(of_things, picture, look, row)
        print(f"  {things} colours asked for")
        for two, how in ((False, "one"), (True, "one of two")):
            hits = told[two, True]
            print(f"    {how}: {hits + told[two, False]} told, {hits} of them stated")


def _shown(claim: Claim) -> str:
    words = " ".join(filter(None, (claim.name, claim.value, claim.other)))
    return f"{words} {claim.probability:.2f}"


if __name__ == "__main__":
    main()

"""How well statements about pictures are judged.

    python -m benchmarks.statements --data DATA --work .cache

Puts each true sentence about a validation photo to that photo, and to another one whose main thing
is the same: whoever does not look at the picture is right half of the time. Then compares pairs of
a true caption and the same with one word or phrase changed (SugarCrepe), and all statements that
are labelled as true or false. Beside each figure stands that of the towers' cosine alone and that
of the same judge without the picture, which sees a grey one. Last come relations between two things
with boxes that captions state, such as "a cup on a table": how often they are confirmed, and how
often with the things changed about, and with another relation. Prints the figures and writes them
to `benchmarks/statements.csv`.
"""

import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.command import work_command
from models import embedded
from models.embedded.model import EmbeddedModel
from models.embedded.statements import load_statement_verifier
from models.embedded.verifier import load_verifier
from models.interfaces import (
    SAYABLE,
    Certainty,
    Claim,
    ImageEncoding,
    Picture,
    StatementJudgement,
    Verdict,
)
from models.lexicon.sentences import stated
from models.training.common.data import Folders, read_photo, records
from models.training.common.metrics import interval
from models.training.statements.calibrate import auc
from models.training.statements.sentences import told

OUT: Final = Path(__file__).with_name("statements.csv")
SETS: Final = ("coco", "flickr8k")
OTHERS: Final = {
    **dict.fromkeys(("on", "in", "over", "at"), "under"),
    **dict.fromkeys(("under", "next to", "in front of", "behind"), "on"),
}
"""Another relation for each."""
SCORES: Final = ("AUC", "AUC of the cosine", "AUC without the picture")


@dataclass(frozen=True)
class Shown:
    """A picture, and what is known of it."""

    picture: Picture
    look: ImageEncoding
    claims: tuple[Claim, ...]

    @property
    def main(self) -> str:
        """The likeliest thing."""
        return self.look.objects[0].name if self.look.objects else ""


@dataclass(frozen=True)
class Verdicts:
    """A sentence put to a picture."""

    kind: str
    true: bool
    judged: StatementJudgement
    cosine: float
    blind: float
    """The probability without the picture."""

    @property
    def scores(self) -> tuple[float, float, float]:
        """In the order of `SCORES`."""
        return self.judged.probability, self.cosine, self.blind


class Judge:
    """The judge that ships, which keeps each photo's look."""

    def __init__(self, folders: Folders, model: EmbeddedModel) -> None:
        self._folders, self._model = folders, model
        # Each keeps the tiles of the picture that it saw last.
        self._verifier, self._blind = load_statement_verifier(model), load_statement_verifier(model)
        self._proposer = load_verifier(model)
        self._blank = self._shown(np.full((224, 224, 3), 127, np.uint8))

    def shown(self, name: str, photo: str) -> Shown:
        """A photo of a set."""
        return self._shown(read_photo(self._folders.photos(name) / f"{photo}.webp"))

    def _shown(self, picture: Picture) -> Shown:
        look = self._model.look(picture)
        return Shown(picture, look, self._proposer.propose(picture, look))

    def confirms(self, shown: Shown, sentence: str) -> bool:
        """Whether a sentence is called true, plainly or probably."""
        judged = self._verifier.judge(shown.picture, shown.look, sentence, shown.claims)
        return judged.verdict is Verdict.TRUE and judged.certainty in SAYABLE

    def __call__(self, kind: str, shown: Shown, sentence: str, *, true: bool) -> Verdicts:
        """Put a sentence to a picture."""
        cosine = float(self._model.embed_look(shown.look) @ self._model.embed_text(sentence))
        blank = self._blank
        blind = self._blind.judge(blank.picture, blank.look, sentence, blank.claims).probability
        judged = self._verifier.judge(shown.picture, shown.look, sentence, shown.claims)
        return Verdicts(kind, true, judged, cosine, blind)


def put(judge: Judge, folders: Folders, name: str, most: int) -> Iterator[Verdicts]:
    """All sentences of a set, put to the pictures."""
    chance, rows = random.Random(0), records(folders, name)
    photos = told(folders, "val", (name,))
    photos = photos[:: max(1, len(photos) // most)][:most]
    shown = {one.photo[1]: judge.shown(name, rows[one.photo[1]]["photo"]) for one in photos}
    for one in photos:
        row = one.photo[1]
        mine = shown[row]
        others = [two for two in shown.values() if two is not mine and two.main == mine.main]
        other = chance.choice(others) if others else None
        for at in (mine, other) if other else ():
            for sentence in one.sentences:
                yield judge(f"own or like it, {name}", at, sentence, true=at is mine)
        for said in rows[row].get("statements", []):
            kind = said["source"].split()[0]
            yield judge(f"labelled, {kind}", mine, said["text"], true=said["true"])


def changed(judge: Judge, folders: Folders, most: int) -> Iterator[tuple[str, Verdicts, Verdicts]]:
    """SugarCrepe's pairs of a true sentence and a false one, by what was changed."""
    rows = [one for one in records(folders, "coco") if one["split"] == "val"]
    told_apart = [one for one in rows if any(map(_is_changed, one.get("statements", [])))][:most]
    for row in told_apart:
        shown = judge.shown("coco", row["photo"])
        pairs = [one for one in row["statements"] if "sugarcrepe" in one["source"]]
        true = [one["text"] for one in pairs if one["true"]]
        for one in filter(_is_changed, pairs):
            text = one["text"]
            own = max(true, key=lambda said: SequenceMatcher(None, said, text).ratio())
            kind = one["source"].partition(" ")[2]
            yield kind, judge(kind, shown, own, true=True), judge(kind, shown, text, true=False)


def _is_changed(one: dict[str, object]) -> bool:
    return "sugarcrepe" in str(one["source"]) and not one["true"]


def related(judge: Judge, folders: Folders) -> Iterator[dict[str, object]]:
    """How often relations between two things with boxes are confirmed."""
    confirmed: dict[str, list[bool]] = {}
    for row in records(folders, "coco"):
        boxed = {name for name, *_ in row.get("boxes", [])}
        claims = {one for caption in row.get("captions", []) for one in stated(caption)}
        found = [one for one in claims if one.value in OTHERS and {one.name, one.other} <= boxed]
        if row["split"] != "val" or not found:
            continue
        shown = judge.shown("coco", row["photo"])
        for one in found:
            for what, said in {
                "as stated": f"there is a {one.name} {one.value} the {one.other}",
                "changed about": f"there is a {one.other} {one.value} the {one.name}",
                "another": f"there is a {one.name} {OTHERS[one.value]} the {one.other}",
            }.items():
                confirmed.setdefault(what, []).append(judge.confirms(shown, said))
    for what, each in confirmed.items():
        share = round(sum(each) / len(each), 3)
        yield {"of": f"relation, {what}", "sentences": len(each), "judged": share}


def table(rows: Sequence[Verdicts]) -> dict[str, object]:
    """The figures of sentences."""
    truth = np.array([one.true for one in rows])
    found: dict[str, object] = {"sentences": len(rows)}
    for place, what in enumerate(SCORES):
        values = np.array([one.scores[place] for one in rows])
        found[what] = round(auc(values[truth], values[~truth]), 3)
    told_so = [one for one in rows if one.judged.certainty in SAYABLE
               and one.judged.verdict is not Verdict.UNKNOWN]  # fmt: skip
    right = np.array([(one.judged.verdict is Verdict.TRUE) == one.true for one in told_so])
    plain = np.array([one.judged.certainty is Certainty.PLAIN for one in told_so], bool)
    found["judged"] = round(len(told_so) / len(rows), 3)
    found["right"] = round(float(right.mean()), 3) if len(right) else ""
    if len(right):
        low, high = interval(len(right), lambda chosen: float(right[chosen].mean()))
        found["right, 95 %"] = f"{low:.3f}-{high:.3f}"
    found["plain"] = round(float(plain.sum() / len(rows)), 3)
    found["plain and right"] = round(float(right[plain].mean()), 3) if plain.any() else ""
    return found


def main() -> None:
    """Judge, print and write."""
    parser = work_command(__doc__)
    parser.add_argument("--photos", type=int, default=300, help="photos of each set (300)")
    args = parser.parse_args()
    folders = Folders(args.data, args.work)
    judge = Judge(folders, embedded.load())
    verdicts = [one for name in SETS for one in put(judge, folders, name, args.photos)]
    own = [one for one in verdicts if one.kind.startswith("own")]
    lines = [{"of": "own or like it", **table(own)}]
    for kind in dict.fromkeys(one.kind for one in verdicts):
        rows = [one for one in verdicts if one.kind == kind]
        if len({one.true for one in rows}) > 1:
            lines.append({"of": kind, **table(rows)})
    pairs = list(changed(judge, folders, args.photos))
    for kind in ("", *dict.fromkeys(one[0] for one in pairs)):
        both = [(true, false) for what, true, false in pairs if kind in ("", what)]
        line: dict[str, object] = {"of": f"changed {kind}".strip(), "sentences": len(both)}
        for place, what in enumerate(SCORES):
            above = [a.scores[place] > b.scores[place] for a, b in both]
            line[what] = round(float(np.mean(above)), 3)
        lines.append(line)
    lines += related(judge, folders)
    fields = list(lines[0])
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fields)
        writer.writeheader()
        writer.writerows(lines)
    for line in lines:
        print(", ".join(f"{key} {value}" for key, value in line.items()))


if __name__ == "__main__":
    main()

"""How well people are counted: `lantern people` against drawn boxes.

    python -m benchmarks.people --data DATA

Chooses `LEAST_LOGIT` and `LIKELY`. Uses the COCO validation photos that have boxes and are new to
the detector. Prints, for each least logit of a box, in how many photos with one to four people the
count is right, in how many it is off by at most one, and in how many photos without people it
counts somebody. Then, for each least probability of a box, in how many photos it mentions people,
and how often at least that many are there.
"""

from pathlib import Path
from typing import Final

from assistant.skills.people.counting import people
from assistant.skills.picture_session import FrameAnalysis
from assistant.skills.somebody import PERSON
from benchmarks.command import data_command
from benchmarks.photos import photos, rows_of
from models import embedded
from models.embedded import files
from models.embedded.caption_verifier import load_verifier
from models.embedded.finder import EmbeddedFinder, logit

LEAST: Final = (-3.0, -2.5, -2.0, -1.5, -1.0, -0.5, 0.0)
MOST: Final = 4
LIKELY: Final = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)


def main() -> None:
    """Look, count, print."""
    data: Path = data_command(__doc__).parse_args().data
    chosen = [row for row in rows_of(data, "coco") if row.get("unseen") and row.get("boxes")]
    model, grades = embedded.load(), load_verifier(files.WEIGHTS).grades
    finder = EmbeddedFinder(model)
    counts: dict[float, list[tuple[int, int]]] = {least: [] for least in LEAST}
    mentioned: dict[float, list[tuple[int, int]]] = {likely: [] for likely in LIKELY}
    for row, picture in photos(data, "coco", chosen):
        drawn = sum(name == PERSON for name, *_ in row["boxes"])
        analysis = FrameAnalysis(None, model.look(picture))
        every = finder.each(picture, PERSON, min(LEAST))
        for least in LEAST:
            some = tuple(seen for seen in every if logit(seen) >= least)
            counts[least].append((drawn, len(people(analysis, some, grades))))
        found = people(analysis, finder.each(picture, PERSON), grades)
        for likely in LIKELY:
            sure = sum(seen.probability >= likely for seen in found)
            mentioned[likely].append((drawn, max(sure, min(1, len(found)))))
    print("least", "photos", "right", "one off", "without", "counted", sep="\t")
    for least, pairs in counts.items():
        few = [(drawn, found) for drawn, found in pairs if 1 <= drawn <= MOST]
        none = [found for drawn, found in pairs if not drawn]
        right = sum(drawn == found for drawn, found in few) / len(few)
        near = sum(abs(drawn - found) <= 1 for drawn, found in few) / len(few)
        shares = (f"{right:.3f}", f"{near:.3f}", len(none), sum(map(bool, none)))
        print(least, len(few), *shares, sep="\t")
    print("likely", "photos", "at least that many", "exactly", sep="\t")
    for likely, pairs in mentioned.items():
        counted = [(drawn, said) for drawn, said in pairs if said]
        least_right = sum(drawn >= said for drawn, said in counted) / len(counted)
        exact = sum(drawn == said for drawn, said in counted) / len(counted)
        print(likely, len(counted), f"{least_right:.3f}", f"{exact:.3f}", sep="\t")


if __name__ == "__main__":
    main()

"""How often the pattern of a garment is told, unasked or asked, and how often rightly.

    python -m benchmarks.patterns --data DATA

For the validation photos of clothes whose pattern `models/training/held_up/patterns.tsv` names.
"""

from collections import Counter
from typing import Final

from assistant.protocol.spoken import ENGLISH
from assistant.runtime import compose
from assistant.settings.config import defaults
from assistant.understanding.language_file import of
from assistant.understanding.matcher import asked
from benchmarks.command import data_command
from benchmarks.photos import photos, rows_of
from models.claims import PATTERNS
from models.interfaces import SAYABLE
from models.training.held_up.patterns import SET, labels

PATTERN: Final = "What pattern does it have?"
STRIPED: Final = "Is it striped?"


def right(question: str, answer: str, pattern: str) -> bool:
    """Whether an answer is right of clothes with a pattern."""
    if question == PATTERN:
        return answer == pattern
    return (answer == "yes") is (pattern == "striped")


def main() -> None:
    """Describe, ask and print."""
    args = data_command(__doc__).parse_args()
    skills = compose.skills(defaults(), "world")
    shown = labels()
    rows = [one for one in rows_of(args.data, SET) if one["split"] == "val"]
    rows = [one for one in rows if one["photo"] in shown]
    hits: Counter[tuple[str, bool]] = Counter()
    for row, picture in photos(args.data, SET, rows):
        session, pattern = skills.session(picture), shown[row["photo"]]
        words = str(skills.describe(session).spoken).lower().split()
        hits.update(("unasked", one == pattern) for one in PATTERNS if one in words)
        for question in (PATTERN, STRIPED):
            query = asked(question, of(ENGLISH))
            assert query is not None
            told = skills.answer(session, query)
            if told.certainty in SAYABLE:
                hits[question, right(question, told.answer, pattern)] += 1
    for what in ("unasked", PATTERN, STRIPED):
        told_of = hits[what, True] + hits[what, False]
        print(f"{what}: {told_of} of {len(rows)} told, {hits[what, True]} of them right")


if __name__ == "__main__":
    main()

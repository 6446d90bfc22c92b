"""How often Lantern tells whether a screen is on, and how often it is right.

    python -m benchmarks.switched --data DATA

For the validation photos whose screens `models/training/held_up/screens.tsv` names.
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
from models.embedded.evidence.screens import HIDDEN
from models.interfaces import SAYABLE
from models.training.held_up.screens import labels

QUESTION: Final = "Is the {name} on?"
RIGHT: Final = {"on": "yes", "off": "no"}


def main() -> None:
    """Ask and print."""
    args = data_command(__doc__).parse_args()
    skills = compose.skills(defaults(), "world")
    known, hits = labels(), Counter[tuple[str, str]]()
    for set_name in sorted({one.set_name for one in known}):
        of_set = [one for one in known if one.set_name == set_name]
        shown = {one.photo for one in of_set}
        rows = [row for row in rows_of(args.data, set_name) if row["photo"] in shown]
        rows = [row for row in rows if row["split"] == "val"]
        for row, picture in photos(args.data, set_name, rows):
            session = skills.session(picture)
            for one in of_set:
                if one.photo != row["photo"]:
                    continue
                query = asked(QUESTION.format(name=one.name), of(ENGLISH))
                assert query is not None
                told = skills.answer(session, query)
                given = told.answer if told.certainty in SAYABLE else ""
                hits[one.state, given] += 1
    for state in ("on", "off", HIDDEN):
        count = sum(number for (of_state, _), number in hits.items() if of_state == state)
        told_of, right = count - hits[state, ""], hits[state, RIGHT.get(state, "")]
        rightly = f", {right} of them rightly" if state in RIGHT else ""
        print(f"{state}: {told_of} of {count} told{rightly}")


if __name__ == "__main__":
    main()

"""How far a question travels: the functions and files on its way, and the time it takes.

    python -m benchmarks.answer_path

Looks at a sample photo, then asks "Is the cup on the left?". Prints each function of `assistant/`
and `models/` that runs, their number and that of their files, whether the decoder runs, and the
median milliseconds from the question to its answer.
"""

import statistics
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Final

import numpy as np
from PIL import Image

from assistant.protocol.events import Answer
from assistant.runtime import compose
from assistant.settings import config
from assistant.skills.picture_session import PictureSession
from assistant.skills.skill_set import SkillSet
from assistant.understanding.matcher import asked
from benchmarks.command import command

ROOT: Final = Path(__file__).parent.parent
PHOTO: Final = ROOT / "assistant" / "cli" / "samples" / "coffee.jpg"
TIMES: Final = 51
DECODING: Final = "models/embedded/decoding.py"


def passed(skills: SkillSet, session: PictureSession, words: str) -> set[tuple[str, str]]:
    """The files and functions that run from the words of a question to its answer."""
    found = set()

    def enter(frame: FrameType, event: str, _: object) -> None:
        path = Path(frame.f_code.co_filename)
        if event == "call" and path.is_relative_to(ROOT):
            name = str(path.relative_to(ROOT))
            function = frame.f_code.co_qualname
            # Comprehensions are no functions, and newer Pythons run them where they stand.
            if name.startswith(("assistant/", "models/")) and not function.endswith(">"):
                found.add((name, function))

    sys.setprofile(enter)
    try:
        answer(skills, session, words)
    finally:
        sys.setprofile(None)
    return found


def answer(skills: SkillSet, session: PictureSession, words: str) -> Answer:
    """The answer to a question."""
    query = asked(words)
    assert query is not None
    return skills.answer(session, query)


def main() -> None:
    """Ask, count and print."""
    parser = command(__doc__)
    parser.add_argument("--question", default="Is the cup on the left?")
    words = parser.parse_args().question
    skills = compose.skills(config.defaults(), "world")
    session = skills.session(np.asarray(Image.open(PHOTO).convert("RGB"), np.uint8))
    skills.describe(session)
    said = answer(skills, session, words)
    ways = passed(skills, session, words)
    times = []
    for _ in range(TIMES):
        start = time.perf_counter()
        answer(skills, session, words)
        times.append((time.perf_counter() - start) * 1000)
    for name, function in sorted(ways):
        print(f"{name}: {function}")
    files = {name for name, _ in ways}
    print(f"{words} {said.spoken}")
    print(f"{len(ways)} functions in {len(files)} files")
    print(f"the decoder {'runs' if DECODING in files else 'does not run'}")
    print(f"{statistics.median(times):.1f} milliseconds")


if __name__ == "__main__":
    main()

"""What a server is told, as data."""

from typing import Final

SYSTEM: Final = (
    "You tell a blind person what a photo shows. Say only what is plainly visible, in plain words. "
    "Never guess who somebody is, how old they are or how they feel. Never call anything safe."
)
DESCRIBE: Final = (
    "Describe the photo in one sentence of at most 15 words. Begin with the most important thing, "
    "without an introduction."
)
DETAIL: Final = "Describe the photo in two or three short sentences, without an introduction."
ASK: Final = (
    "{question} Answer in as few words as possible, not in a sentence. "
    "If the photo does not show it, answer: unanswerable."
)
BARRED: Final = " Do not mention any of these, they are not there: {names}."

MOST_TOKENS: Final = {"describe": 60, "detail": 120}
ANSWER_TOKENS: Final = 24


def words_for(prompt: str, barred: frozenset[str]) -> str:
    """The words of a prompt as `VisionModel.generate` and `guesses` have it."""
    known = {"describe": DESCRIBE, "detail": DETAIL}
    text = known.get(prompt) or ASK.format(question=prompt)
    return text + (BARRED.format(names=", ".join(sorted(barred))) if barred else "")

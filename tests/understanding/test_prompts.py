"""What programs for blind people ask a model by default means reading or describing."""

import csv
from pathlib import Path

import pytest

from assistant.protocol.query import Intent
from assistant.server.wishes import Wish, wish
from assistant.understanding.language_file import of
from assistant.understanding.matcher import understand

with (Path(__file__).parent / "prompts.tsv").open(newline="", encoding="utf-8") as file:
    PROMPTS = [
        (row["language"], row["intent"], row["prompt"])
        for row in csv.DictReader(file, delimiter="\t")
    ]


@pytest.mark.parametrize(("language", "intent", "prompt"), PROMPTS)
def test_it_reads_or_describes(language: str, intent: str, prompt: str) -> None:
    known = of(language)
    query = understand(prompt, known)
    assert query is not None
    assert query.intent == intent
    kind, asked = wish(prompt, known, first=True)
    if intent == Intent.DESCRIBE:
        assert (kind, asked) == (Wish.DESCRIBE, None)
    else:
        assert kind is Wish.ASK
        assert asked is not None
        assert asked.intent is Intent.READ


@pytest.mark.parametrize("prompt", ["Describe it in more detail.", "Describe the man."])
def test_what_asks_for_more_or_for_a_thing_does_not(prompt: str) -> None:
    query = understand(prompt)
    assert query is not None
    assert query.intent is not Intent.DESCRIBE

"""How each family of checkpoints is asked."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

FAMILIES: Final = Path(__file__).with_name("families.toml")


@dataclass(frozen=True, slots=True)
class Family:
    """How to prompt one family of checkpoints; `families.toml` explains each field."""

    describe: str
    detail: str
    question: str
    questions: bool
    longest_side: int
    tiles: str
    processor: Mapping[str, Any]
    template: Mapping[str, Any]
    languages: Mapping[str, Mapping[str, str]]
    boxes: str

    def prompt(self, wanted: str, language: str = "en") -> str:
        """The prompt for "describe", "detail", or a question in the user's words."""
        english = {"describe": self.describe, "detail": self.detail, "question": self.question}
        prompts = self.languages.get(language, english)
        # Not `format`: the user's words may hold braces.
        asked = prompts["question"].replace("{question}", wanted.strip())
        return prompts[wanted] if wanted in ("describe", "detail") else asked

    def word(self, option: str, language: str) -> str:
        """What an answer that is always weighed is called in a language: "ja" for "yes"."""
        return self.languages.get(language, {}).get(option, option)


@cache
def family_of(model_type: str) -> Family:
    """The family of a `model_type`, or the default one."""
    tables = tomllib.loads(FAMILIES.read_text(encoding="utf-8"))
    return Family(**{**tables["default"], **tables.get(model_type, {})})

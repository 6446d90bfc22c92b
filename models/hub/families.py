"""How each family of checkpoints is asked: `families.toml` as data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).with_name("families.toml")


@dataclass(frozen=True, slots=True)
class Family:
    """How one family of checkpoints is asked; `families.toml` explains each field."""

    describe: str
    detail: str
    question: str
    questions: bool
    longest_side: int
    tiles: str
    processor: Mapping[str, Any]
    template: Mapping[str, Any]

    def prompt(self, wanted: str) -> str:
        """The prompt for "describe", "detail", or a question in the user's words."""
        if wanted == "describe":
            return self.describe
        if wanted == "detail":
            return self.detail
        # The user's words may hold braces.
        return self.question.replace("{question}", wanted.strip())


@cache
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def family_of(model_type: str) -> Family:
    """The family of a `model_type`; the default one for a type that has no entry."""
    tables = _tables()
    return Family(**{**tables["default"], **tables.get(model_type, {})})

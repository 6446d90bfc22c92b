"""The calibrations of served models, in folders with their names."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from models.judging.written import WriterRule, load_rule
from models.messages import ModelError, ModelFault


def measured(folder: Path, model: str) -> Path:
    """The folder of a served model's calibration, whether or not it exists."""
    return folder / (re.sub(r"[^A-Za-z0-9._-]+", "_", model).strip(".") or "_")


def rules(folder: Path) -> Callable[[str], WriterRule]:
    """What gives the rule of a served model; it raises ModelError if that is damaged."""

    @cache
    def rule_of(model: str) -> WriterRule:
        place = measured(folder, model)
        try:
            return load_rule(place)
        except ModelError as fault:
            raise ModelError(ModelFault.BARS_DAMAGED.said(path=place)) from fault

    return rule_of

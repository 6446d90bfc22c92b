"""A repository's settings, and what Lantern expects of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from models import limits
from models.messages import HubError, HubLine
from models.system.bounded import read_within

USUAL: Final[Mapping[str, Any]] = {
    "image_mean": [0.5, 0.5, 0.5],
    "image_std": [0.5, 0.5, 0.5],
    "rescale_factor": 1 / 255,
    "do_resize": True,
    "do_rescale": True,
    "do_normalize": True,
    "do_pad": True,
    "do_image_splitting": True,
}
"""What transformers takes in all families for settings of pictures that are left out."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Values by name, from one file; what is missing or of another kind is refused."""

    name: str
    """The checkpoint's."""
    file: str
    values: Mapping[str, Any]
    usual: Mapping[str, Any] = field(default_factory=dict)
    """What the family takes for values that the file leaves out."""

    def refuse(self, expected: str) -> HubError:
        """The error for a file in which `expected` was expected."""
        return misfit(self.name, self.file, expected)

    def get(self, key: str) -> Any:
        """A value of any kind; None if there is none."""
        found = self.values.get(key)
        return self.usual.get(key) if found is None else found

    def number(self, key: str, least: int = 1) -> int:
        """A whole number of at least `least` and at most `limits.MODEL_SIDE`."""
        found = self.get(key)
        most = limits.MODEL_SIDE
        if isinstance(found, bool) or not isinstance(found, int) or not least <= found <= most:
            raise self.refuse(f"{key}: {least}…{most}")
        return found

    def share(self, key: str) -> float:
        """A positive number."""
        found = self.get(key)
        if isinstance(found, bool) or not isinstance(found, int | float) or not found > 0:
            raise self.refuse(f"{key}: > 0")
        return float(found)

    def flag(self, key: str) -> bool:
        """True or false."""
        found = self.get(key)
        if not isinstance(found, bool):
            raise self.refuse(f"{key}: true, false")
        return found

    def colours(self, key: str) -> tuple[float, float, float]:
        """A number for each of red, green and blue."""
        found = self.get(key)
        if isinstance(found, list) and len(found) == 3:
            red, green, blue = found
            if all(isinstance(one, int | float) for one in found):
                return float(red), float(green), float(blue)
        raise self.refuse(f"{key}: [red, green, blue]")

    def part(self, key: str) -> "Settings":
        """The settings under a key."""
        found = self.get(key)
        if not isinstance(found, dict):
            raise self.refuse(f"{key}: {{…}}")
        return Settings(self.name, self.file, found)

    def always(self, *keys: str) -> None:
        """Refuse the file unless all of these are true."""
        for key in keys:
            if not self.flag(key):
                raise self.refuse(f"{key}: true")


def misfit(name: str, file: str, expected: str) -> HubError:
    """The error for a file of a checkpoint that is not as expected."""
    return HubError(HubLine.EXPECTED.said(name=name, file=file, expected=expected))


def read(folder: Path, file: str, usual: Mapping[str, Any] | None = None) -> Settings:
    """The settings in a file; without any if there is no such file. Raises HubError."""
    try:
        found = json.loads(read_within(folder / file, limits.JSON_FILE))
    except FileNotFoundError:
        found = {}
    except (OSError, ValueError, RecursionError) as fault:
        raise misfit(folder.name, file, "JSON") from fault
    if not isinstance(found, dict):
        raise misfit(folder.name, file, "{…}")
    return Settings(folder.name, file, found, usual or {})


def of_pictures(folder: Path, usual: Mapping[str, Any]) -> Settings:
    """The settings of the image processor, where new repositories and old ones keep them.

    Of the processor around it there is `image_seq_len`, if it has one.
    """
    around = read(folder, "processor_config.json")
    found = read(folder, "preprocessor_config.json")
    own = around.values.get("image_processor")
    file, values = (around.file, own) if isinstance(own, dict) else (found.file, found.values)
    tokens = around.values.get("image_seq_len")
    more = {} if tokens is None else {"image_seq_len": tokens}
    return Settings(folder.name, file, {**values, **more}, {**USUAL, **usual})

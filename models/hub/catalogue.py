"""The checkpoints in `models/catalog.toml`, with their makers' figures."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.hub import machine
from models.hub.machine import Precision, Size

KINDS = ("decoder", "towers", "ears")


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """A published figure."""

    measure: str
    value: float
    source: str


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A checkpoint of the catalogue; unknown values are empty or 0."""

    name: str
    does: str
    kind: str
    repository: str
    revision: str
    """The commit; empty for the newest, which the first pull pins."""
    files: tuple[str, ...]
    """The files to fetch; empty for the usual ones."""
    licence: str
    megabytes: float
    parameters: float
    """Millions."""
    gpu_gigabytes: float
    """Memory on a graphics card, by its makers."""
    page: str
    read: str
    """The date on which `page` was read."""
    cannot: str = ""
    """Why Lantern cannot run it; empty if it can."""
    figures: tuple[PublishedFigure, ...] = field(default=())

    @property
    def verified(self) -> bool:
        """Whether the catalogue pins its files."""
        return bool(self.revision)

    def memory(self) -> int:
        """About how many bytes it takes in 8 bits on the processor; 0 if unknown."""
        count = int(self.parameters * 1e6)
        # Its files hold at least 2 bytes a parameter.
        stored = max(2 * count, int(self.megabytes * 1e6))
        return machine.need(Size(stored, count, 0), Precision.INT8) if count else 0


def entries(path: Path) -> dict[str, CatalogueEntry]:
    """The checkpoints of a catalogue, in its order."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: _entry(name, one) for name, one in tables.items() if "repository" in one}


def _entry(name: str, table: dict[str, Any]) -> CatalogueEntry:
    figures = tuple(PublishedFigure(**one) for one in table.get("figures", ()))
    files = tuple(table.get("files", ()))
    return CatalogueEntry(name=name, **table | {"figures": figures, "files": files})

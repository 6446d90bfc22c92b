"""The checkpoints in `models/catalog.toml`, with their makers' figures."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from models.hub import gguf, machine
from models.hub.machine import Precision, Size
from models.hub.onnx import layout

KINDS = ("decoder", "towers")


class Form(StrEnum):
    """The files that a checkpoint is published as."""

    ONNX = "onnx"
    GGUF = "gguf"
    SAFETENSORS = "safetensors"


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
    """Has the safetensors."""
    revision: str
    """The commit; empty for the newest, which the first pull pins."""
    licence: str
    megabytes: float
    """Of the files that are pulled."""
    parameters: float
    """Millions."""
    gpu_gigabytes: float
    """Memory on a graphics card, by its makers."""
    page: str
    read: str
    """The date on which `page` was read."""
    estimated: bool = False
    """Whether `megabytes` follows from its build and not from a page."""
    onnx: str = ""
    """The repository with ONNX files, which are then pulled; empty if there are none."""
    gguf: str = ""
    """The repository with GGUF files, which are pulled if there is none with ONNX files."""
    languages: tuple[str, ...] = ()
    """Codes of the languages that it speaks, of those that Lantern does."""
    better: str = ""
    """What it does better than the embedded model, as the end of a sentence; empty: it is not
    offered."""
    sums: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """The sha256 of files, by path, where one is known."""
    figures: tuple[PublishedFigure, ...] = ()

    @property
    def verified(self) -> bool:
        """Whether the catalogue knows checksums of it."""
        return bool(self.sums)

    @property
    def form(self) -> Form:
        """What is pulled."""
        if self.onnx:
            return Form.ONNX
        return Form.GGUF if self.gguf else Form.SAFETENSORS

    def published(self, form: Form) -> str:
        """The repository that has such files."""
        return {Form.ONNX: self.onnx, Form.GGUF: self.gguf}.get(form, self.repository)

    def least_megabytes(self) -> float:
        """What safetensors have at least, with 2 bytes a parameter; 0 if unknown."""
        return 2 * self.parameters if self.form is Form.SAFETENSORS else 0.0

    def memory(self) -> int:
        """About how many bytes it takes as it is pulled by default; 0 if unknown.

        In 8 bits on the processor.
        """
        if self.form is not Form.SAFETENSORS:
            stored = int(self.megabytes * 1e6)
            taken = layout.memory if self.onnx else gguf.memory
            return taken(stored) if stored else 0
        count = int(self.parameters * 1e6)
        stored = int(max(self.least_megabytes(), self.megabytes) * 1e6)
        return machine.need(Size(stored, count, 0), Precision.INT8) if count else 0


def entries(path: Path) -> dict[str, CatalogueEntry]:
    """The checkpoints of a catalogue, in its order."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: _entry(name, one) for name, one in tables.items() if "repository" in one}


def _entry(name: str, table: dict[str, Any]) -> CatalogueEntry:
    figures = tuple(PublishedFigure(**one) for one in table.get("figures", ()))
    languages = tuple(table.get("languages", ()))
    sums = MappingProxyType(dict(table.get("sums", {})))
    own = {"languages": languages, "figures": figures, "sums": sums}
    return CatalogueEntry(name=name, **table | own)

"""The checkpoints that can be pulled and that are here, as the commands print them.

Every object has `says`, or `error`. Importing this module does not import torch.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from models import limits
from models.hub import archive, catalogue, checkpoint_store, fetch, gguf, machine
from models.hub.archive import ArchiveEntry
from models.hub.catalogue import CatalogueEntry, Form
from models.hub.checkpoint_store import GGUF
from models.hub.onnx import layout
from models.hub.onnx.layout import FileChoice
from models.messages import HubError, HubLine, ModelSentence

SETTINGS = {"decoder": "name", "towers": "towers", GGUF: "gguf"}
"""The setting that takes each kind of checkpoint."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A catalogue, and the folder of what was pulled."""

    path: Path
    folder: Path

    def knows(self, name: str) -> bool:
        """Whether a checkpoint of this name is here or in the catalogue."""
        return checkpoint_store.is_here(self.folder, name) or name in catalogue.entries(self.path)

    def listed(self) -> Iterator[dict[str, object]]:
        """Describe each model of the catalogue, and whether it fits this machine."""
        yield from archive.listed(self.path, self.folder)
        free = machine.free_memory()
        for entry in catalogue.entries(self.path).values():
            yield _listed(entry, self.folder, free)

    def entry(self, name: str) -> CatalogueEntry | None:
        """What the catalogue says about a checkpoint; None if it has none of this name."""
        return catalogue.entries(self.path).get(name)

    def archives(self) -> dict[str, ArchiveEntry]:
        """The models that hear, by name."""
        return archive.entries(self.path)

    def heard(self, name: str) -> Path | None:
        """The folder of a model that hears; None if it is not here."""
        folder = self.folder / name
        return folder if checkpoint_store.is_name(name) and folder.is_dir() else None

    def decoders(self) -> list[str]:
        """The names of the checkpoints that are here, see and speak."""
        names = sorted(path.parent.name for path in self.folder.glob(f"*/{checkpoint_store.FACTS}"))
        return [name for name in names if self.kind(name) == "decoder"]

    def kind(self, name: str) -> str:
        """The kind of a checkpoint that is here; empty if it is not."""
        try:
            return checkpoint_store.read(self.folder, name).kind
        except HubError:
            return ""

    def fitting(self, language: str) -> CatalogueEntry | None:
        """The first checkpoint to be offered that speaks a language and that fits here."""
        free = machine.free_memory() * machine.SPARE
        place = next(one for one in (self.folder, *self.folder.parents) if one.exists())
        disk = shutil.disk_usage(place).free - limits.DISK_MARGIN
        fitting = (
            one
            for one in catalogue.entries(self.path).values()
            if one.better and language in one.languages
            if one.memory() <= free and one.megabytes * 1e6 <= disk
        )
        return next(fitting, None)

    def pull(
        self,
        name: str,
        accepted: Callable[[], bool],
        *,
        safetensors: bool = False,
        every: int = fetch.PROGRESS,
    ) -> Iterator[dict[str, object]] | None:
        """As `fetch.pull`; None if the catalogue has nothing of this name."""
        entry = self.entry(name)
        if entry is None:
            found = self.archives().get(name)
            return None if found is None else archive.pull(found, self.folder)
        return fetch.pull(entry, self.folder, accepted, safetensors=safetensors, every=every)

    def usable(self, name: str, device: str) -> dict[str, object]:
        """How a checkpoint would run, and the `setting` that takes it."""
        try:
            from models.hub import loading

            kind, says = loading.usable(self.folder, name, device)
        except HubError as error:
            return {"name": name, "error": error.sentence}
        return {"name": name, "setting": SETTINGS[kind], "says": says}

    def remove(self, name: str) -> dict[str, object]:
        """Delete what was pulled under a name."""
        try:
            checkpoint_store.remove(self.folder, name)
        except HubError as error:
            return {"name": name, "error": error.sentence}
        return {"name": name, "says": HubLine.REMOVED.said(name=name)}


def _listed(entry: CatalogueEntry, folder: Path, free: int) -> dict[str, object]:
    pulled, needs = checkpoint_store.is_here(folder, entry.name), entry.memory()
    more: dict[str, object] = {}
    try:
        if pulled:
            installed = checkpoint_store.read(folder, entry.name)
            more["bytes"] = installed.bytes
            files = {path: one.bytes for path, one in installed.files.items()}
            offers = gguf.offers if installed.kind == GGUF else layout.offers
            choice = layout.best(offers(files), free)
            needs = _needs(folder / entry.name, choice)
            more["precision"] = None if choice is None else choice.precision.precision
    except HubError as fault:
        more["error"] = fault.sentence
    result: dict[str, object] = {
        "name": entry.name,
        "kind": entry.kind,
        "pulled": pulled,
        "licence": entry.licence,
        "languages": list(entry.languages),
        "repository": entry.published(entry.form),
        "without_torch": entry.form is not Form.SAFETENSORS,
        "megabytes": entry.megabytes or None,
        "memory": needs or None,
        "gpu_gigabytes": entry.gpu_gigabytes or None,
        "fits": needs <= free * machine.SPARE if needs else None,
        "verified": entry.verified,
        "figures": {one.measure: one.value for one in entry.figures},
        "page": entry.page,
        "read": entry.read,
    }
    if "error" not in more:
        more["says"] = HubLine.NEXT.joined(_sentences(entry, result | more))
    return result | more


def _needs(folder: Path, choice: FileChoice | None) -> int:
    """About how many bytes a pulled checkpoint takes in memory."""
    if choice is not None:
        return choice.precision.bytes
    return machine.need(machine.size_of(folder), machine.Precision.INT8)


def _sentences(entry: CatalogueEntry, result: dict[str, object]) -> Iterator[ModelSentence]:
    yield HubLine.NAMED.said(name=entry.name, does=entry.does)
    yield from _whether_here(entry, result)
    needs, fits = result["memory"], result["fits"]
    if not isinstance(needs, int):
        yield HubLine.NEEDS_UNKNOWN.said()
    else:
        line = HubLine.MEMORY_FITS if fits else HubLine.MEMORY_TAKEN
        yield line.said(gigabytes=f"{needs / 1e9:.1f}")
    if entry.gpu_gigabytes:
        yield HubLine.ON_A_CARD.said(gigabytes=f"{entry.gpu_gigabytes:.1f}")
    if entry.form in _RUNS_ON:
        yield _RUNS_ON[entry.form].said()
    yield HubLine.LICENCE.said(licence=entry.licence)
    yield from _published(entry)
    if not entry.verified:
        yield HubLine.NOT_VERIFIED.said()


_RUNS_ON: Final = {Form.ONNX: HubLine.WITHOUT_TORCH, Form.GGUF: HubLine.WITH_LLAMA}


def _published(entry: CatalogueEntry) -> Iterator[ModelSentence]:
    """What its makers say of it."""
    languages = (HubLine[f"IN_{code.upper()}"].said() for code in entry.languages)
    if entry.languages:
        yield HubLine.SPEAKS.said(languages=HubLine.LIST.joined(languages))
    elif entry.kind == "decoder":
        yield HubLine.SPEAKS_UNKNOWN.said()
    each = [
        HubLine.FIGURE.said(measure=one.measure, value=f"{one.value:g}") for one in entry.figures
    ]
    if each:
        yield HubLine.FIGURES.said(figures=HubLine.LIST.joined(each))
    else:
        yield HubLine.NO_FIGURES.said()


def _whether_here(entry: CatalogueEntry, result: dict[str, object]) -> Iterator[ModelSentence]:
    if result["pulled"]:
        yield HubLine.HERE.said()
        if precision := result.get("precision"):
            yield HubLine.RUNS_AS.said(how=HubLine.ON_CPU.said(precision=precision))
    elif size := entry.megabytes or entry.least_megabytes():
        known = entry.megabytes and not entry.estimated
        line = HubLine.TO_PULL if known else HubLine.TO_PULL_ESTIMATED
        yield line.said(megabytes=f"{size:.0f}")
    else:
        yield HubLine.TO_PULL_UNKNOWN.said()

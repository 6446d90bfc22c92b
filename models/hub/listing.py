"""What can be pulled, what is here, what fits this machine, and what it would cost."""

from collections.abc import Iterator
from functools import reduce
from pathlib import Path

from models.hub import catalogue, checkpoint_store, machine
from models.hub.catalogue import CatalogueEntry
from models.hub.errors import HubError
from models.messages import HubLine, ModelSentence


def listed(path: Path, folder: Path) -> Iterator[dict[str, object]]:
    """One object for each checkpoint of a catalogue."""
    free = machine.free_memory()
    for entry in catalogue.entries(path).values():
        yield _entry(entry, folder, free)


def _entry(entry: CatalogueEntry, folder: Path, free: int) -> dict[str, object]:
    here = checkpoint_store.is_here(folder, entry.name)
    needs = entry.memory()
    result: dict[str, object] = {
        "name": entry.name,
        "kind": entry.kind,
        "pulled": here,
        "licence": entry.licence,
        "megabytes": entry.megabytes or None,
        "memory": needs or None,
        "gpu_gigabytes": entry.gpu_gigabytes or None,
        "fits": needs <= free * machine.SPARE if needs and free else None,
        "verified": entry.verified,
        "figures": {one.measure: one.value for one in entry.figures},
        "page": entry.page,
        "read": entry.read,
    }
    try:
        if here:
            installed = checkpoint_store.read(folder, entry.name)
            size = machine.size_of(folder / entry.name)
            needs = machine.need(size, machine.Precision.INT8)
            result |= {"bytes": installed.bytes, "memory": needs}
            result["fits"] = needs <= free * machine.SPARE if free else None
    except HubError as fault:
        return result | {"error": fault.told}
    return result | {"says": reduce(_followed, _said(entry, result))}


def _listed(first: ModelSentence, last: ModelSentence) -> ModelSentence:
    return HubLine.LIST.told(first=first, last=last)


def _followed(first: ModelSentence, last: ModelSentence) -> ModelSentence:
    return HubLine.NEXT.told(first=first, last=last)


def _said(entry: CatalogueEntry, result: dict[str, object]) -> Iterator[ModelSentence]:
    yield HubLine.NAMED.told(name=entry.name, does=entry.does)
    if entry.cannot:
        yield HubLine.CANNOT_BE_USED.told(cannot=entry.cannot)
        return
    if result["pulled"]:
        yield HubLine.HERE.told()
    elif entry.megabytes:
        yield HubLine.TO_PULL.told(megabytes=f"{entry.megabytes:.0f}")
    else:
        yield HubLine.TO_PULL_UNKNOWN.told()
    needs, fits = result["memory"], result["fits"]
    if isinstance(needs, int):
        line = HubLine.MEMORY_UNKNOWN
        if fits is not None:
            line = HubLine.MEMORY_FITS if fits else HubLine.MEMORY_TAKEN
        yield line.told(gigabytes=f"{needs / 1e9:.1f}")
    if entry.gpu_gigabytes:
        yield HubLine.ON_A_CARD.told(gigabytes=f"{entry.gpu_gigabytes:g}")
    yield HubLine.LICENCE.told(licence=entry.licence)
    if entry.figures:
        each = (
            HubLine.FIGURE.told(measure=one.measure, value=f"{one.value:g}")
            for one in entry.figures
        )
        yield HubLine.FIGURES.told(figures=reduce(_listed, each))
    if not entry.verified:
        yield HubLine.NOT_VERIFIED.told()

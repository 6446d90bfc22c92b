"""What can be pulled, what is here, what fits this machine, and what it would cost."""

from collections.abc import Iterator
from pathlib import Path

from models.hub import catalogue, machine, store
from models.hub.catalogue import Entry
from models.hub.errors import HubError


def listed(path: Path, folder: Path) -> Iterator[dict[str, object]]:
    """One object for each checkpoint of a catalogue."""
    free = machine.free_memory()
    for entry in catalogue.entries(path).values():
        yield _entry(entry, folder, free)


def _entry(entry: Entry, folder: Path, free: int) -> dict[str, object]:
    here = store.is_here(folder, entry.name)
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
            installed = store.read(folder, entry.name)
            size = machine.size_of(folder / entry.name)
            needs = machine.need(size, machine.Precision.INT8)
            result |= {"bytes": installed.bytes, "memory": needs}
            result["fits"] = needs <= free * machine.SPARE if free else None
    except HubError as fault:
        return result | {"error": str(fault)}
    return result | {"says": " ".join(_sentences(entry, result))}


def _sentences(entry: Entry, result: dict[str, object]) -> Iterator[str]:
    yield f"{entry.name}: {entry.does}."
    if entry.cannot:
        yield f"It cannot be used: {entry.cannot}"
        return
    size = f"about {entry.megabytes:.0f}" if entry.megabytes else "an unknown number of"
    yield "It is here." if result["pulled"] else f"To pull: {size} megabytes."
    needs, fits = result["memory"], result["fits"]
    if isinstance(needs, int):
        room = "of which nobody knows if it is free"
        if fits is not None:
            room = "which fits here" if fits else "which is not free here"
        yield f"Memory: about {needs / 1e9:.1f} gigabytes, {room}."
    if entry.gpu_gigabytes:
        yield f"On a graphics card, as its makers say: {entry.gpu_gigabytes:g} gigabytes."
    yield f"Licence: {entry.licence}"
    if entry.figures:
        each = ", ".join(f"{one.measure} {one.value:g}" for one in entry.figures)
        yield f"Its makers' figures: {each}."
    if not entry.verified:
        yield "Not verified."

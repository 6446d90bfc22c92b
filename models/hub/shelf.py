"""The checkpoints that can be had and that are here, for the commands; imports no torch by itself.

Every method gives objects as the commands print them: with `says`, or with `error`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from models.hub import catalogue, checkpoint, checkpoint_store, fetch, listing
from models.hub.errors import HubError
from models.messages import HubLine

SETTINGS = {"decoder": "name", "towers": "towers"}
"""The setting under `model` that takes each kind of checkpoint."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A catalogue, and the folder of what was pulled."""

    path: Path
    folder: Path

    def pullable(self) -> list[str]:
        """The names of those that can be pulled."""
        return [one.name for one in catalogue.entries(self.path).values() if not one.cannot]

    def knows(self, name: str) -> bool:
        """Whether a checkpoint of this name is here or in the catalogue."""
        return checkpoint_store.is_here(self.folder, name) or name in catalogue.entries(self.path)

    def listed(self) -> Iterator[dict[str, object]]:
        """Each checkpoint of the catalogue."""
        return listing.listed(self.path, self.folder)

    def pull(self, name: str, accepted: Callable[[], bool]) -> Iterator[dict[str, object]] | None:
        """Bring a checkpoint; None where the catalogue has none of the name."""
        entry = catalogue.entries(self.path).get(name)
        if entry is None:
            return None
        fault = checkpoint.missing("huggingface_hub")
        if fault:
            refused: list[dict[str, object]] = [{"name": name, "error": fault}]
            return iter(refused)
        return fetch.pull(entry, self.folder, accepted)

    def usable(self, name: str, device: str) -> dict[str, object]:
        """How a checkpoint would run, and the `setting` under `model` that takes it."""
        entry = catalogue.entries(self.path).get(name)
        fault = checkpoint.missing()
        if entry is not None and entry.cannot:
            fault = HubLine.CANNOT_BE_PULLED.told(name=name, cannot=entry.cannot)
        if fault:
            return {"name": name, "error": fault}
        from models.hub import loading

        try:
            kind, says = loading.usable(self.folder, name, device)
        except HubError as error:
            return {"name": name, "error": error.told}
        return {"name": name, "setting": SETTINGS[kind], "says": says}

    def remove(self, name: str) -> dict[str, object]:
        """Delete a checkpoint or an archive that was pulled."""
        try:
            checkpoint_store.remove(self.folder, name)
        except HubError as error:
            return {"name": name, "error": error.told}
        return {"name": name, "says": HubLine.REMOVED.told(name=name)}

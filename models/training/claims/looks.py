"""What the embedded model sees on validation photos, kept on disk."""

import json
from dataclasses import asdict
from pathlib import Path

from models.embedded import load
from models.interfaces import SeenObject
from models.training.common.data import Folders, Record, read_photo, records


def described(folders: Folders, set_name: str) -> list[Record]:
    """The validation photos with five captions."""
    rows = records(folders, set_name)
    return [row for row in rows if row["split"] == "val" and len(row.get("captions", ())) >= 5]


def looks(folders: Folders, weights: Path, set_name: str) -> dict[str, tuple[SeenObject, ...]]:
    """The objects that the model sees on each of these photos."""
    path = folders.work / "looks" / f"{set_name}.json"
    if not path.exists():
        model = load(weights)
        found = {}
        for row in described(folders, set_name):
            picture = read_photo(folders.photos(set_name) / f"{row['photo']}.webp")
            found[row["photo"]] = [asdict(seen) for seen in model.look(picture).objects]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(found), encoding="utf-8")
    stored = json.loads(path.read_text(encoding="utf-8"))
    return {photo: tuple(_seen(one) for one in objects) for photo, objects in stored.items()}


def _seen(one: dict[str, object]) -> SeenObject:
    box = one.pop("box")
    return SeenObject(**one, box=tuple(box) if isinstance(box, list) else None)  # type: ignore[arg-type]  # as it was written

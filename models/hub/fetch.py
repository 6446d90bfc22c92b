"""Fetches a checkpoint from the hub: only safetensors and settings, checked, all or nothing.

Files are staged beside their place until all are there, so an interrupted pull resumes where it
stopped. HF_ENDPOINT gives the hub's address.
"""

import json
import logging
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from models.embedded.files import sum_of
from models.hub import checkpoint_store, machine
from models.hub.catalogue import CatalogueEntry
from models.hub.checkpoint import require
from models.hub.checkpoint_store import Installed, first_line
from models.messages import HubError, HubLine

# Imported where it is needed: nothing else of a pulled model needs it.
if TYPE_CHECKING:
    from huggingface_hub.hf_api import RepoSibling

PROGRESS: Final = 10
"""Percent between two progress lines."""
POLL: Final = 0.2
"""Seconds between two looks at the progress."""
TIMEOUT: Final = 20.0
"""Seconds for the hub to answer."""
MARGIN: Final = 100_000_000
"""Bytes of the disk to leave free."""
_KINDS: Final = (".json", ".txt", ".model", ".jinja")
_WEIGHTS: Final = re.compile(r"model(-\d+-of-\d+)?\.safetensors")
_PICKLES: Final = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".msgpack", ".h5")
_PART: Final = ".part"
_COMMIT: Final = re.compile(r"[0-9a-f]{40}")
_ERRNO: Final = re.compile(r"^\[Errno -?\d+\] ")

Result = dict[str, object]


def pull(entry: CatalogueEntry, folder: Path, accepted: Callable[[], bool]) -> Iterator[Result]:
    """Fetch a checkpoint into a folder; yields progress, and at the end the result.

    Calls `accepted` once, after telling the size and the licence.
    """
    name = entry.name
    try:
        if checkpoint_store.is_here(folder, name):
            yield {"name": name, "says": HubLine.HERE_ALREADY.said(name=name)}
            return
        if entry.cannot:
            raise HubError(HubLine.CANNOT_BE_PULLED.said(name=name, cannot=entry.cannot))
        require("huggingface_hub")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        checkpoint_store.tidy(folder)
        pins = checkpoint_store.pinned(folder).get(name, {})
        revision, files = _offered(entry, str(pins.get("revision", "")))
        total = _bytes(files)
        _room(folder, name, total - _came(checkpoint_store.stage_of(folder, name), files))
        size = f"{total / 1e6:.0f}"
        licence = HubLine.THE_LICENCE.said(megabytes=size, licence=entry.licence)
        yield {"name": name, "licence": entry.licence, "says": licence}
        if not accepted():
            raise HubError(HubLine.NOT_ACCEPTED.said(name=name))
        yield {"name": name, "says": HubLine.FETCHING.said(megabytes=size)}
        with checkpoint_store.stage(folder, name) as stage:
            yield from _fetched(entry, revision, files, stage)
            _checked(name, files, stage, pins.get("files", {}))
            installed = _settled(entry, revision, files, stage)
            stage.rename(folder / name)
        checkpoint_store.pin(folder, installed)
    except HubError as fault:
        yield {"name": name, "error": fault.sentence}
        return
    except OSError as fault:
        reason = checkpoint_store.reason(fault)
        yield {"name": name, "error": HubLine.UNWRITABLE.said(name=name, reason=reason)}
        return
    how = HubLine.SUMS_RIGHT if entry.verified else HubLine.PINNED
    yield {
        "name": name,
        "revision": revision,
        "verified": entry.verified,
        "says": HubLine.PULLED.said(name=name, how=how.said()),
    }


def _offered(entry: CatalogueEntry, pinned: str) -> tuple[str, "list[RepoSibling]"]:
    """The revision and the files to fetch. Raises HubError."""
    from huggingface_hub import HfApi
    from huggingface_hub.errors import (
        GatedRepoError,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    wanted = entry.revision or pinned
    try:
        found = HfApi(endpoint=_endpoint(), token=False).model_info(
            entry.repository, revision=wanted or None, files_metadata=True, timeout=TIMEOUT
        )
    except GatedRepoError as fault:
        raise HubError(HubLine.GATED.said(name=entry.name, page=entry.page)) from fault
    except RevisionNotFoundError as fault:
        gone = HubLine.NO_REVISION.said(wanted=wanted[:12], name=entry.name)
        raise HubError(gone) from fault
    except RepositoryNotFoundError as fault:
        raise HubError(HubLine.NO_REPOSITORY.said(repository=entry.repository)) from fault
    # Network errors depend on the HTTP client of huggingface_hub.
    except Exception as fault:
        raise HubError(HubLine.NO_ANSWER.said(reason=_reason(fault))) from fault
    revision = str(found.sha or "")
    if not _COMMIT.fullmatch(revision) or (wanted and revision != wanted):
        given = revision[:12] or HubLine.NOTHING.said()
        asked = wanted[:12] or HubLine.ANY_PINNED.said()
        raise HubError(HubLine.OTHER_REVISION.said(found=given, name=entry.name, wanted=asked))
    return revision, _needed(entry, found.siblings or [])


def _needed(entry: CatalogueEntry, offered: "list[RepoSibling]") -> "list[RepoSibling]":
    """The files to fetch. Raises HubError if one is missing, or if the weights are pickles."""
    there = {one.rfilename: one for one in offered}
    names = list(entry.files) or [
        name for name in there if name.endswith(_KINDS) or _WEIGHTS.fullmatch(name)
    ]
    names = [name for name in names if "/" not in name and "\\" not in name and name[:1] != "."]
    pickles = [name for name in names if name.endswith(_PICKLES)]
    weights = [name for name in names if _WEIGHTS.fullmatch(name)]
    if not pickles and not weights:
        pickles = [name for name in there if name.endswith(_PICKLES)]
    if pickles:
        raise HubError(HubLine.PICKLE.said(name=entry.name, file=pickles[0]))
    missing = [name for name in (*names, "config.json") if name not in there]
    if missing or not weights:
        what = missing[0] if missing else "model.safetensors"
        raise HubError(HubLine.NOT_WHOLE.said(name=entry.name, file=what))
    return [there[name] for name in names if name != checkpoint_store.FACTS]


def _bytes(files: "list[RepoSibling]") -> int:
    return sum(file.size or 0 for file in files)


def _room(folder: Path, name: str, total: int) -> None:
    free = shutil.disk_usage(folder).free
    if total + MARGIN > free:
        sizes = {"megabytes": f"{total / 1e6:.0f}", "free": f"{free / 1e6:.0f}"}
        raise HubError(HubLine.NO_ROOM.said(name=name, **sizes))


def _came(stage: Path, files: "list[RepoSibling]") -> int:
    """The bytes that are in the stage, those of an interrupted pull included."""

    def size(name: str) -> int:
        try:
            return (stage / name).stat().st_size
        except FileNotFoundError:
            return 0

    each = ((one, max(size(one.rfilename), size(one.rfilename + _PART))) for one in files)
    return sum(min(came, one.size or 0) for one, came in each)


def _fetched(
    entry: CatalogueEntry, revision: str, files: "list[RepoSibling]", stage: Path
) -> Iterator[Result]:
    """Fetch the files into the stage; yields progress. Raises HubError."""
    faults: list[Exception] = []

    def fetch() -> None:
        try:
            for file in files:
                _one(entry, revision, file, stage)
        except Exception as fault:
            faults.append(fault)

    thread = threading.Thread(target=fetch, name="pull", daemon=True)
    thread.start()
    total, told = max(1, _bytes(files)), 0
    while told < 100:
        thread.join(POLL)
        if faults:
            raise _broken(entry.name, faults[0]) from faults[0]
        percent = min(99, 100 * _came(stage, files) // total) if thread.is_alive() else 100
        if percent >= told + PROGRESS:
            told = percent - percent % PROGRESS
            yield {"name": entry.name, "percent": told, "says": HubLine.PERCENT.said(percent=told)}


def _one(entry: CatalogueEntry, revision: str, file: "RepoSibling", stage: Path) -> None:
    """Fetch one file into the stage, resuming where an earlier pull stopped."""
    from huggingface_hub import hf_hub_url
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils.tqdm import disable_progress_bars

    # A screen reader would read its progress and its log of every retry aloud.
    disable_progress_bars()
    logging.getLogger("huggingface_hub").setLevel(logging.CRITICAL)
    name, size = file.rfilename, file.size or 0
    whole, part = stage / name, stage / f"{name}{_PART}"
    if whole.exists():
        return
    if part.exists() and part.stat().st_size > size:
        part.unlink()
    with part.open("ab") as target:
        http_get(
            hf_hub_url(entry.repository, name, revision=revision, endpoint=_endpoint()),
            target,
            resume_size=target.tell(),
            # A compressed transfer cannot be resumed.
            headers={"Accept-Encoding": "identity"},
            expected_size=size,
        )
    part.rename(whole)


def _broken(name: str, fault: Exception) -> Exception:
    if isinstance(fault, OSError) and fault.errno is not None:
        return fault
    return HubError(HubLine.BROKE_OFF.said(name=name, reason=_reason(fault)))


def _checked(name: str, files: "list[RepoSibling]", stage: Path, pins: dict[str, str]) -> None:
    """Raise HubError, and drop all files, if one differs from the hub's or the first pull's."""
    from huggingface_hub.utils.sha import git_hash

    for file in files:
        path = stage / file.rfilename
        found = sum_of(path)
        right = found == pins.get(file.rfilename, found)
        if right and file.lfs:
            right = found == file.lfs.sha256
        elif right and file.blob_id:
            right = git_hash(path.read_bytes()) == file.blob_id
        if not right:
            shutil.rmtree(stage, ignore_errors=True)
            raise HubError(HubLine.SUM_DIFFERS.said(file=file.rfilename, name=name))


def _settled(
    entry: CatalogueEntry, revision: str, files: "list[RepoSibling]", stage: Path
) -> Installed:
    """Check the config, remove other files from the stage, and write the list."""
    try:
        settings = json.loads((stage / "config.json").read_text(encoding="utf-8"))
        if not isinstance(settings["model_type"], str):
            raise ValueError("no model_type")
        machine.size_of(stage)
    except (ValueError, KeyError, TypeError, HubError) as fault:
        shutil.rmtree(stage, ignore_errors=True)
        raise HubError(HubLine.DAMAGED.said(name=entry.name, reason=_reason(fault))) from fault
    names = {file.rfilename for file in files}
    for path in stage.iterdir():
        if path.name not in names:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    kept = {name: checkpoint_store.facts(stage / name) for name in sorted(names)}
    installed = Installed(entry.name, entry.kind, entry.repository, revision, kept)
    installed.write(stage)
    return installed


def _endpoint() -> str | None:
    return os.environ.get("HF_ENDPOINT", "").rstrip("/") or None


def _reason(fault: Exception) -> str:
    return _ERRNO.sub("", first_line(fault))

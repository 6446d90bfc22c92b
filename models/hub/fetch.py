"""Fetches a checkpoint from the hub: only safetensors and settings, checked, all or nothing.

Files are staged beside their place until all are there, so an interrupted pull resumes where it
stopped. HF_ENDPOINT gives the hub's address.
"""

import hashlib
import json
import logging
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, cast

from models.hub import checkpoint_store, machine
from models.hub.catalogue import CatalogueEntry
from models.hub.checkpoint_store import Installed, first_line
from models.messages import HubError, HubLine

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


@dataclass(frozen=True, slots=True)
class _Remote:
    """A file on the hub, with its sha256 or its git blob hash."""

    name: str
    bytes: int
    sha256: str
    git: str


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
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        checkpoint_store.tidy(folder)
        pins = checkpoint_store.pinned(folder).get(name, {})
        revision, files = _offered(entry, str(pins.get("revision", "")))
        total = sum(file.bytes for file in files)
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
        refused = HubLine.UNWRITABLE.said(name=name, reason=checkpoint_store.reason(fault))
        yield {"name": name, "error": refused}
        return
    how = HubLine.SUMS_RIGHT if entry.verified else HubLine.PINNED
    yield {
        "name": name,
        "revision": revision,
        "verified": entry.verified,
        "says": HubLine.PULLED.said(name=name, how=how.said()),
    }


def _offered(entry: CatalogueEntry, pinned: str) -> tuple[str, list[_Remote]]:
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
    return revision, _needed(entry, [_remote(one) for one in found.siblings or ()])


def _remote(one: Any) -> _Remote:
    lfs = one.lfs or {}
    return _Remote(
        one.rfilename, int(one.size or 0), lfs.get("sha256", "") or "", one.blob_id or ""
    )


def _needed(entry: CatalogueEntry, offered: list[_Remote]) -> list[_Remote]:
    """The files to fetch. Raises HubError if one is missing, or if the weights are pickles."""
    there = {one.name: one for one in offered}
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
    return [there[name] for name in names if name not in (checkpoint_store.FACTS,)]


def _room(folder: Path, name: str, total: int) -> None:
    free = shutil.disk_usage(folder).free
    if total + MARGIN > free:
        sizes = {"megabytes": f"{total / 1e6:.0f}", "free": f"{free / 1e6:.0f}"}
        raise HubError(HubLine.NO_ROOM.said(name=name, **sizes))


def _came(stage: Path, files: list[_Remote]) -> int:
    """The bytes that an interrupted pull has fetched."""
    came = 0
    for file in files:
        for path in (stage / file.name, stage / f"{file.name}{_PART}"):
            if path.is_file():
                came += min(path.stat().st_size, file.bytes)
    return came


class _Progress:
    """Counts what huggingface_hub reports to its progress bars."""

    def __init__(self) -> None:
        self.bytes = 0

    def bar(self) -> Any:
        """A class of invisible progress bars that count."""
        from huggingface_hub import utils

        # tqdm has no types.
        plain: Any = cast(Any, utils).tqdm

        def begin(bar: Any, *args: Any, **kwargs: Any) -> None:
            plain.__init__(bar, *args, **kwargs | {"disable": True})
            self.bytes += int(kwargs.get("initial") or 0)

        def update(_bar: Any, n: float | None = 1) -> None:
            self.bytes += int(n or 0)

        return type("Bar", (plain,), {"__init__": begin, "update": update})


def _fetched(
    entry: CatalogueEntry, revision: str, files: list[_Remote], stage: Path
) -> Iterator[Result]:
    """Fetch the files into the stage; yields progress. Raises HubError."""
    total = max(1, sum(file.bytes for file in files))
    done, told = 0, 0
    for file in files:
        progress = _Progress()
        task = _Task(partial(_one, entry, revision, file, stage, progress))
        over = False
        while not over:
            over = task.wait(POLL)
            if task.fault is not None:
                raise _broken(entry.name, task.fault) from task.fault
            came = file.bytes if over else min(progress.bytes, file.bytes)
            percent = min(100 if over else 99, 100 * (done + came) // total)
            if percent >= told + PROGRESS:
                told = percent - percent % PROGRESS
                says = HubLine.PERCENT.said(percent=told)
                yield {"name": entry.name, "percent": told, "says": says}
        done += file.bytes


class _Task:
    """Work in a thread, with its fault."""

    def __init__(self, work: Callable[[], None]) -> None:
        self.fault: Exception | None = None
        self._work = work
        self._thread = threading.Thread(target=self._run, name="pull", daemon=True)
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Wait a moment; whether the work is done."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            self._work()
        except Exception as fault:
            self.fault = fault


def _one(
    entry: CatalogueEntry, revision: str, file: _Remote, stage: Path, progress: _Progress
) -> None:
    """Fetch one file into the stage, resuming where an earlier pull stopped."""
    from huggingface_hub import hf_hub_url
    from huggingface_hub.file_download import http_get

    # A screen reader would read its log of every retry aloud.
    logging.getLogger("huggingface_hub").setLevel(logging.CRITICAL)
    whole, part = stage / file.name, stage / f"{file.name}{_PART}"
    if whole.exists():
        return
    if part.exists() and part.stat().st_size > file.bytes:
        part.unlink()
    with part.open("ab") as target:
        http_get(
            hf_hub_url(entry.repository, file.name, revision=revision, endpoint=_endpoint()),
            target,
            resume_size=target.tell(),
            # A compressed transfer cannot be resumed.
            headers={"Accept-Encoding": "identity"},
            expected_size=file.bytes,
            tqdm_class=progress.bar(),
        )
    part.rename(whole)


def _broken(name: str, fault: Exception) -> Exception:
    if isinstance(fault, OSError) and fault.errno is not None:
        return fault
    return HubError(HubLine.BROKE_OFF.said(name=name, reason=_reason(fault)))


def _checked(name: str, files: list[_Remote], stage: Path, pins: dict[str, str]) -> None:
    """Raise HubError, and drop all files, if one differs from the hub's or the first pull's."""
    for file in files:
        path = stage / file.name
        found = checkpoint_store.sum_of(path) if path.is_file() else ""
        right = found and found == pins.get(file.name, found)
        if right and file.sha256:
            right = found == file.sha256
        elif right and file.git:
            right = _git_sum(path) == file.git
        if not right:
            shutil.rmtree(stage, ignore_errors=True)
            raise HubError(HubLine.SUM_DIFFERS.said(file=file.name, name=name))


def _git_sum(path: Path) -> str:
    """Git's blob hash of a file."""
    content = path.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _settled(entry: CatalogueEntry, revision: str, files: list[_Remote], stage: Path) -> Installed:
    """Check the config, remove other files from the stage, and write the list."""
    try:
        settings = json.loads((stage / "config.json").read_text(encoding="utf-8"))
        if not isinstance(settings["model_type"], str):
            raise ValueError("no model_type")
        machine.size_of(stage)
    except (ValueError, KeyError, TypeError, HubError) as fault:
        shutil.rmtree(stage, ignore_errors=True)
        raise HubError(HubLine.DAMAGED.said(name=entry.name, reason=_reason(fault))) from fault
    names = {file.name for file in files}
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

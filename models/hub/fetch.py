"""Fetches a checkpoint from the hub: its weights and settings, all or nothing.

Files are staged beside their place until all are there and checked, so an interrupted pull resumes
where it stopped, and nothing takes half a model for a whole one.
"""

import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from models import limits
from models.embedded.files import sum_of
from models.hub import chat_template, checkpoint_store, gguf, hub_client, machine, onnx_format
from models.hub.catalogue import CatalogueEntry, Form
from models.hub.checkpoint_store import GGUF, Installed, first_line
from models.hub.families import family_of
from models.hub.hub_client import HubFile, NetworkError, NotFoundError
from models.hub.onnx import layout
from models.hub.onnx.layout import FileChoice
from models.messages import HubError, HubLine, ModelMessage, ModelSentence
from models.system import SYSTEM
from models.system.bounded import read_within

PROGRESS: Final = 10
"""Percent between two progress lines."""
_KINDS: Final = (".json", ".txt", ".model", ".jinja")
_WEIGHTS: Final = re.compile(r"model(-\d+-of-\d+)?\.safetensors")
_PICKLES: Final = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".msgpack", ".h5")
_PART: Final = ".part"
_COMMIT: Final = re.compile(r"[0-9a-f]{40}")
_ERRNO: Final = re.compile(r"^\[Errno -?\d+\] ")

_LATER: Final[Mapping[ModelMessage, str]] = {
    HubLine.NO_ANSWER: "network",
    HubLine.BROKE_OFF: "network",
    # A network that wants its user to sign in first answers like this.
    HubLine.OTHER_SCHEME: "network",
    HubLine.OTHER_HOST: "network",
    HubLine.NO_ROOM: "disk",
    HubLine.UNWRITABLE: "disk",
    HubLine.SUM_DIFFERS: "files",
    HubLine.CHANGED: "files",
    HubLine.BEING_PULLED: "busy",
}
"""What may be right at another time, by what is said of it."""

_WHOLE: Final = (HubLine.WEIGHTS_ELSEWHERE, HubLine.EXPECTED, HubLine.TEMPLATE_ENDLESS)
"""What says of files by itself that the model cannot be used."""

Result = dict[str, object]
"""`error` comes with `later`: what was in the way if it may be right at another time, or empty."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a pull brings."""

    entry: CatalogueEntry
    form: Form
    repository: str
    revision: str
    files: tuple[HubFile, ...]
    choice: FileChoice | None
    """None: a checkpoint in safetensors."""
    pins: Mapping[str, str]
    """The checksums of the first pull."""

    @property
    def bytes(self) -> int:
        """The size of all files."""
        return sum(file.size for file in self.files)

    @property
    def weights(self) -> tuple[HubFile, ...]:
        """The files that are not settings."""
        return tuple(one for one in self.files if not one.path.endswith(_KINDS))

    @property
    def known(self) -> int:
        """How many of the weights' checksums the catalogue has."""
        return sum(one.path in self.entry.sums for one in self.weights)

    @property
    def verified(self) -> bool:
        """Whether the catalogue's own checksums say what the weights must be."""
        return bool(self.weights) and self.known == len(self.weights)


def pull(
    entry: CatalogueEntry,
    folder: Path,
    accepted: Callable[[], bool],
    *,
    safetensors: bool = False,
    every: int = PROGRESS,
) -> Iterator[Result]:
    """Fetch a checkpoint into a folder; yields progress, and at the end the result.

    Calls `accepted` once, after telling what is fetched, its size and the licence.
    `safetensors`: the files for PyTorch, even if there are ONNX files.
    `every`: percent between two reports of progress.
    """
    name = entry.name
    try:
        if checkpoint_store.is_here(folder, name):
            yield {"name": name, "says": HubLine.HERE_ALREADY.said(name=name)}
            return
        SYSTEM.make_private(folder)
        checkpoint_store.tidy(folder)
        plan = _planned(entry, folder, Form.SAFETENSORS if safetensors else entry.form)
        came = _came(checkpoint_store.stage_of(folder, name), plan.files)
        checkpoint_store.room(folder, name, plan.bytes - came)
        yield _told(plan, came)
        if not accepted():
            raise HubError(HubLine.NOT_ACCEPTED.said(name=name))
        says = HubLine.FETCHING.said(megabytes=_megabytes(plan.bytes))
        yield {"name": name, "says": says}
        with checkpoint_store.stage(folder, name) as stage:
            yield from _fetched(plan, stage, every, came)
            installed = _settled(plan, stage)
            # First, so that nothing is ever here without being pinned.
            checkpoint_store.pin(folder, _pin_name(entry, plan.form), installed)
            checkpoint_store.settle(stage, folder / name)
    except HubError as fault:
        yield _failed(name, fault.sentence)
        return
    except OSError as fault:
        reason = checkpoint_store.reason(fault)
        yield _failed(name, HubLine.UNWRITABLE.said(name=name, reason=reason))
        return
    yield {
        "name": name,
        "revision": plan.revision,
        "verified": plan.verified,
        "says": HubLine.PULLED.said(name=name, how=_how_checked(plan)),
    }


def _planned(entry: CatalogueEntry, folder: Path, form: Form) -> Plan:
    """The revision and the files to fetch. Raises HubError."""
    repository = entry.published(form)
    pin = checkpoint_store.pinned(folder, _pin_name(entry, form))
    # The catalogue gives the revision of the files that it prefers.
    own = entry.revision if form is entry.form else ""
    wanted = own or pin.revision
    listing = _listing(entry, repository, wanted)
    revision = listing.revision
    if not _COMMIT.fullmatch(revision) or (wanted and revision != wanted):
        given = revision[:12] or HubLine.NOTHING.said()
        asked = wanted[:12] or HubLine.ANY_PINNED.said()
        raise HubError(HubLine.OTHER_REVISION.said(found=given, name=entry.name, wanted=asked))
    there = {one.path: one for one in listing.files if not checkpoint_store.is_own(one.path)}
    choice = None if form is Form.SAFETENSORS else _choice(entry, there, form)
    settings = _settings(there) if form is Form.ONNX else ()
    paths = _needed(entry, there) if choice is None else [*settings, *choice.needed]
    files = tuple(_checkable(entry, there, path) for path in paths)
    return Plan(entry, form, repository, revision, files, choice, pin.files)


def _pin_name(entry: CatalogueEntry, form: Form) -> str:
    return entry.name if form is Form.SAFETENSORS else entry.published(form)


def _listing(entry: CatalogueEntry, repository: str, wanted: str) -> hub_client.Listing:
    try:
        return hub_client.listing(repository, wanted)
    except NotFoundError as fault:
        if fault.code == "GatedRepo":
            gone = HubLine.GATED.said(name=entry.name, page=entry.page)
        elif fault.code == "RevisionNotFound":
            gone = HubLine.NO_REVISION.said(wanted=wanted[:12], name=entry.name)
        else:
            gone = HubLine.NO_REPOSITORY.said(repository=repository)
        raise HubError(gone) from fault
    except NetworkError as fault:
        raise HubError(HubLine.NO_ANSWER.said(reason=_reason(fault))) from fault


def _failed(name: str, sentence: ModelSentence) -> Result:
    return {"name": name, "error": sentence, "later": _LATER.get(sentence.message, "")}


def _choice(entry: CatalogueEntry, there: Mapping[str, HubFile], form: Form) -> FileChoice:
    """The precision to fetch. Raises HubError if the repository lacks a part."""
    sizes = {path: max(0, one.size) for path, one in there.items()}
    if form is Form.GGUF:
        found = layout.best(gguf.offers(sizes), machine.free_memory())
        if found is None:
            what = f"{gguf.EYES}{gguf.ENDING}"
            raise HubError(HubLine.NOT_WHOLE.said(name=entry.name, file=what))
        return found
    found = layout.best(layout.offers(sizes), machine.free_memory())
    if found is None or "config.json" not in there:
        missing = "onnx/decoder_model_merged.onnx" if found is None else "config.json"
        raise HubError(HubLine.NOT_WHOLE.said(name=entry.name, file=missing))
    return found


def _settings(there: Iterable[str]) -> list[str]:
    return [name for name in there if name.endswith(_KINDS) and "/" not in name and name[0] != "."]


def _needed(entry: CatalogueEntry, there: Mapping[str, HubFile]) -> list[str]:
    """The files to fetch. Raises HubError if one is missing, or if the weights are pickles."""
    weights = [name for name in there if _WEIGHTS.fullmatch(name)]
    pickles = [name for name in there if name.endswith(_PICKLES)]
    if pickles and not weights:
        raise HubError(HubLine.PICKLE.said(name=entry.name, file=pickles[0]))
    if "config.json" not in there or not weights:
        what = "model.safetensors" if "config.json" in there else "config.json"
        raise HubError(HubLine.NOT_WHOLE.said(name=entry.name, file=what))
    return [*_settings(there), *weights]


def _checkable(entry: CatalogueEntry, there: Mapping[str, HubFile], path: str) -> HubFile:
    """A file to fetch. Raises HubError if nothing could tell whether the right one comes."""
    file = there[path]
    if file.size < 0 or not (file.sha256 or file.git_sum):
        raise HubError(HubLine.NO_SUM.said(file=path, name=entry.name))
    known = entry.sums.get(path, file.sha256)
    if file.sha256 and known != file.sha256:
        raise HubError(HubLine.SUM_DIFFERS.said(file=path, name=entry.name))
    return file


def _told(plan: Plan, came: int) -> Result:
    """What is fetched and under which licence, before the user accepts."""
    says = HubLine.THE_LICENCE.said(megabytes=_megabytes(plan.bytes), licence=plan.entry.licence)
    if plan.choice is not None:
        graphs = plan.choice.files.values()
        chosen = HubLine.CHOSEN.said(
            repository=plan.repository,
            precision=plan.choice.precision.precision,
            graphs=HubLine.LIST.joined(graphs),
            more=len(plan.files) - len(graphs),
        )
        says = HubLine.NEXT.said(first=chosen, last=says)
    return {
        "name": plan.entry.name,
        "licence": plan.entry.licence,
        "repository": plan.repository,
        "revision": plan.revision,
        "precision": plan.choice.precision.precision if plan.choice else None,
        "files": {file.path: file.size for file in plan.files},
        "bytes": plan.bytes,
        "came": came,
        "says": says,
    }


def _megabytes(count: int) -> str:
    return f"{count / 1e6:.0f}"


def _how_checked(plan: Plan) -> ModelSentence:
    """Which checksums the files were compared with."""
    if plan.verified:
        return HubLine.SUMS_RIGHT.said()
    if plan.known:
        return HubLine.SUMS_PARTLY.said(count=plan.known, total=len(plan.weights))
    return HubLine.PINNED.said()


def _came(stage: Path, files: tuple[HubFile, ...]) -> int:
    """The bytes that are in the stage, those of an interrupted pull included."""

    def size(path: str) -> int:
        try:
            return (stage / path).lstat().st_size
        except OSError:
            return 0

    each = ((one, max(size(one.path), size(one.path + _PART))) for one in files)
    return sum(min(came, one.size) for one, came in each)


def _fetched(plan: Plan, stage: Path, every: int, came: int) -> Iterator[Result]:
    """Fetch the files into the stage and check each; yields progress. Raises HubError.

    `came` bytes of an interrupted pull are checked first, and are no progress.
    """
    total, before = max(1, plan.bytes), 0
    told = 100 * came // total
    told -= told % every
    for file in plan.files:
        for there in _one(plan, file, stage):
            percent = 100 * (before + there) // total
            if percent >= told + every and percent < 100:
                told = percent - percent % every
                yield _percent(plan, told)
        before += file.size
    yield _percent(plan, 100)


def _percent(plan: Plan, percent: int) -> Result:
    says = HubLine.PERCENT.said(percent=percent)
    return {"name": plan.entry.name, "percent": percent, "says": says}


def _one(plan: Plan, file: HubFile, stage: Path) -> Iterator[int]:
    """Fetch one file into the stage, from where an earlier pull stopped; yields its bytes so far.

    Raises HubError, and keeps nothing of a file that is not the right one.
    """
    whole, part = stage / file.path, stage / f"{file.path}{_PART}"
    SYSTEM.make_private(whole.parent)
    try:
        if not whole.exists():
            yield from hub_client.download(plan.repository, plan.revision, file, part)
            _check(plan, file, part)
            part.rename(whole)
        else:
            _check(plan, file, whole)
    except HubError as fault:
        # Of another file. What stands behind another address says nothing of what came before.
        if fault.sentence.message in (HubLine.WRONG_LENGTH, HubLine.CHANGED):
            part.unlink(missing_ok=True)
        raise
    except NetworkError as fault:
        broken = HubLine.BROKE_OFF.said(name=plan.entry.name, reason=_reason(fault))
        raise HubError(broken) from fault
    except NotFoundError as fault:
        missing = HubLine.NOT_WHOLE.said(name=plan.entry.name, file=file.path)
        raise HubError(missing) from fault
    yield file.size


def _check(plan: Plan, file: HubFile, path: Path) -> None:
    """Delete a file that differs from the catalogue's, the hub's or the first pull's.

    Raises HubError for it.
    """
    found = sum_of(path)
    known = (plan.entry.sums.get(file.path), plan.pins.get(file.path), file.sha256 or None)
    right = all(found == one for one in known if one)
    if right and not file.sha256:
        right = checkpoint_store.git_sum(path) == file.git_sum
    if not right or path.lstat().st_size != file.size:
        path.unlink()
        raise HubError(HubLine.SUM_DIFFERS.said(file=file.path, name=plan.entry.name))


def _settled(plan: Plan, stage: Path) -> Installed:
    """Look into the files, remove others from the stage, and write the list. Raises HubError."""
    entry, names = plan.entry, {file.path for file in plan.files}
    try:
        _look_into(plan, stage)
    except (ValueError, KeyError, TypeError, RecursionError, HubError) as fault:
        shutil.rmtree(stage, ignore_errors=True)
        if isinstance(fault, HubError) and fault.sentence.message in _WHOLE:
            raise
        raise HubError(HubLine.DAMAGED.said(name=entry.name, reason=_reason(fault))) from fault
    checkpoint_store.keep_only(stage, names)
    kept = {name: checkpoint_store.facts(stage / name) for name in sorted(names)}
    kind = GGUF if plan.form is Form.GGUF else entry.kind
    installed = Installed(entry.name, kind, plan.repository, plan.revision, kept)
    installed.write(stage)
    return installed


def _look_into(plan: Plan, stage: Path) -> None:
    """Check what can be seen in the files; raises HubError or what reading them raises."""
    if plan.form is Form.GGUF:
        if not all(gguf.is_gguf(stage / one.path) for one in plan.files):
            raise ValueError("no GGUF file")
        return
    settings = json.loads(read_within(stage / "config.json", limits.JSON_FILE))
    if not isinstance(settings["model_type"], str):
        raise ValueError("no model_type")
    if plan.form is Form.SAFETENSORS:
        machine.size_of(stage)
    if plan.entry.kind == "decoder":
        _renders(plan, stage, family_of(settings["model_type"]).template)
    for one in plan.files:
        if one.path.endswith(".onnx"):
            _whole_graph(plan, stage, one.path)


def _renders(plan: Plan, stage: Path, more: Mapping[str, Any]) -> None:
    """Render the chat template, and keep that for later. Raises HubError."""
    try:
        if found := chat_template.of_folder(stage, more, plan.entry.name):
            found.keep(stage)
    except HubError as fault:
        # transformers may take another one.
        if plan.form is Form.ONNX or fault.sentence.message is HubLine.TEMPLATE_ENDLESS:
            raise


def _whole_graph(plan: Plan, stage: Path, path: str) -> None:
    """Raise HubError if a graph takes its weights from anywhere but the files beside it."""
    beside = {one.path for one in plan.files}
    for name in sorted(onnx_format.data_files(stage / path)):
        if "/" in name or "\\" in name or f"{layout.FOLDER}/{name}" not in beside:
            raise HubError(
                HubLine.WEIGHTS_ELSEWHERE.said(file=path, name=plan.entry.name, place=name)
            )


def _reason(fault: Exception) -> str:
    return _ERRNO.sub("", first_line(fault))

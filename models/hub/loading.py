"""Loads a checkpoint by its name."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.hub import checkpoint, checkpoint_store, machine
from models.hub.model import HubModel
from models.hub.towers import HubTowers
from models.hub.verifiers import (
    CheckpointAnswerVerifier,
    CheckpointVerifier,
    is_calibrated,
    verifiers,
)
from models.interfaces import AnswerVerifier, Base, Verifier
from models.judging.caption_fit import CaptionFitVerifier
from models.messages import HubError, HubLine, ModelError, ModelSentence

_log = logging.getLogger(__name__)

DECODER, TOWERS = "AutoModelForImageTextToText", "AutoModel"
"""The classes of transformers that load each kind."""


def decoder(
    folder: Path,
    name: str,
    base: Base,
    verifier: Verifier,
    answers: AnswerVerifier,
    device: str = "auto",
    threads: int = 0,
) -> tuple[HubModel, Verifier, AnswerVerifier]:
    """Load the checkpoint `name` on top of a model and its verifiers. Raises HubError."""
    _installed(folder, name, "decoder")
    with _faults_named(folder / name):
        loaded = checkpoint.Checkpoint(folder / name, DECODER, device, threads)
        own, own_answers = verifiers(folder / name, verifier, answers)
        model = HubModel(loaded, base)
    fitting = CheckpointVerifier(CaptionFitVerifier(own, model), verifier)
    return model, fitting, CheckpointAnswerVerifier(own_answers, answers)


def towers(
    folder: Path, name: str, base: Base, device: str = "auto", threads: int = 0
) -> HubTowers:
    """Load the towers `name` on top of a model. Raises HubError."""
    installed = _installed(folder, name, "towers")
    with _faults_named(folder / name):
        loaded = checkpoint.Checkpoint(folder / name, TOWERS, device, threads)
        return HubTowers(loaded, base, installed.revision)


def usable(folder: Path, name: str, device: str = "auto") -> tuple[str, ModelSentence]:
    """A checkpoint's kind, and a sentence on how it would run here. Raises HubError."""
    installed = checkpoint_store.read(folder, name)
    checkpoint_store.check(folder, installed)
    checkpoint.config(folder / name)
    size = machine.size_of(folder / name)
    found = machine.choices(size, machine.this_machine(), device)
    if not found:
        raise HubError(checkpoint.no_room(name, size, device))
    best = found[0]
    says = HubLine.RUNS.said(name=name, how=best.says, gigabytes=f"{best.bytes / 1e9:.1f}")
    if installed.kind == "decoder" and not is_calibrated(folder / name):
        says = HubLine.NEXT.said(first=says, last=HubLine.NOT_MEASURED.said())
    return installed.kind, says


@contextmanager
def _faults_named(folder: Path) -> Iterator[None]:
    """Turn whatever keeps a checkpoint from loading into HubError, with its name."""
    try:
        yield
    except HubError:
        raise
    except ModelError as fault:
        damaged = HubLine.CALIBRATION_DAMAGED.said(path=folder / checkpoint_store.CALIBRATION)
        raise HubError(damaged) from fault
    # torch and transformers raise many kinds of errors for an unsuitable checkpoint.
    except Exception as fault:
        _log.debug("%s does not load:", folder.name, exc_info=fault)
        reason = checkpoint_store.first_line(fault)
        raise HubError(HubLine.NOT_LOADED.said(name=folder.name, reason=reason)) from fault


def _installed(folder: Path, name: str, kind: str) -> checkpoint_store.Installed:
    installed = checkpoint_store.read(folder, name)
    checkpoint.require()
    if installed.kind != kind:
        raise HubError(HubLine.OTHER_KIND.said(name=name, kind=installed.kind))
    checkpoint_store.check(folder, installed)
    return installed

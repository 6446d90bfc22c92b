"""Loads a checkpoint by its name."""

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from models.hub import checkpoint, checkpoint_store, gguf, machine
from models.hub.checkpoint_store import GGUF
from models.hub.machine import PrecisionChoice
from models.hub.model import HubModel
from models.hub.onnx import layout
from models.hub.shrinking import ShrinkingCheckpoint
from models.interfaces import Base
from models.judging import written
from models.judging.written import WriterRule
from models.messages import HubError, HubLine, ModelError, ModelSentence

# torch is imported when a checkpoint without ONNX files is loaded.
if TYPE_CHECKING:
    from models.hub.towers import HubTowers

_log = logging.getLogger(__name__)


def decoder(
    folder: Path,
    name: str,
    base: Base,
    device: str = "auto",
    threads: int = 0,
    languages: Collection[str] = (),
) -> tuple[HubModel, WriterRule]:
    """Load the checkpoint `name`, which speaks some languages, on top of a model.

    Also gives the rule by which its texts are graded. Raises HubError.
    """
    _installed(folder, name, "decoder")
    with _faults_named(folder / name):
        loaded = _running(folder / name, device, threads)
        rule = written.load_rule(folder / name / checkpoint_store.CALIBRATION)
        return HubModel(loaded, base, languages), rule


def towers(
    folder: Path, name: str, base: Base, device: str = "auto", threads: int = 0
) -> "HubTowers":
    """Load the towers `name` on top of a model. Raises HubError."""
    from models.hub.towers import HubTowers

    installed = _installed(folder, name, "towers")
    with _faults_named(folder / name):
        loaded = checkpoint.Checkpoint(folder / name, device, threads)
        return HubTowers(loaded, base, installed.revision)


def _running(folder: Path, device: str, threads: int) -> ShrinkingCheckpoint:
    """Load a checkpoint with onnxruntime if it has ONNX files and may run on the processor."""
    if is_onnx(folder, device):
        from models.hub.onnx.checkpoint import OnnxDecoder

        return OnnxDecoder(folder, threads)
    from models.hub.torch_decoder import TorchDecoder

    return TorchDecoder(folder, device, threads)


def is_onnx(folder: Path, device: str = "auto") -> bool:
    """Whether a checkpoint runs from its ONNX files: on the processor, where it has such files.

    On a graphics card transformers are faster, if it has files for them as well.
    """
    if not layout.is_offered(layout.sizes(folder)):
        return False
    return device not in ("cuda", "mps") or not any(folder.glob("*.safetensors"))


def _in_llama(folder: Path) -> PrecisionChoice:
    """How llama.cpp would run a checkpoint. Raises HubError if it does not fit."""
    files, free = layout.sizes(folder), machine.free_memory()
    found = layout.best(gguf.offers(files), free)
    if found is None:
        raise HubError(HubLine.NOT_PULLED.said(name=folder.name))
    if found.precision.bytes > free * machine.SPARE:
        raise HubError(machine.needs(folder.name, found.precision.bytes))
    return found.precision


def precisions(folder: Path, device: str = "auto") -> tuple[PrecisionChoice, ...]:
    """How a checkpoint in a folder can run here, best first. Raises HubError if it cannot."""
    if is_onnx(folder, device):
        files = layout.sizes(folder)
        found = tuple(one.precision for one in layout.choices(files, machine.free_memory()))
        if not found:
            raise HubError(machine.needs(folder.name, layout.least(files)))
        return found
    checkpoint.require()
    checkpoint.config(folder)
    size = machine.size_of(folder)
    found = machine.choices(size, machine.this_machine(), device)
    if not found:
        raise HubError(checkpoint.no_room(folder.name, size, device))
    return found


def usable(folder: Path, name: str, device: str = "auto") -> tuple[str, ModelSentence]:
    """A checkpoint's kind, and a sentence on how it would run here. Raises HubError."""
    installed = checkpoint_store.read(folder, name)
    checkpoint_store.check(folder, installed)
    if installed.kind == GGUF:
        best = _in_llama(folder / name)
    else:
        best = precisions(folder / name, device)[0]
    says = HubLine.RUNS.said(name=name, how=best.says, gigabytes=f"{best.bytes / 1e9:.1f}")
    calibration = folder / name / checkpoint_store.CALIBRATION / written.FILE
    if installed.kind == "decoder" and not calibration.is_file():
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
    if installed.kind != kind:
        raise HubError(HubLine.OTHER_KIND.said(name=name, kind=installed.kind))
    checkpoint_store.check(folder, installed)
    return installed

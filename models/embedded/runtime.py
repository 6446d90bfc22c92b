"""ONNX networks as functions from arrays to arrays."""

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from models.interfaces import CancelToken, WorkCancelledError
from models.messages import ModelError, ModelFault
from models.system import SYSTEM

Numbers = NDArray[np.float32]

GLANCE: Final = 0.01
"""Seconds between two checks for cancellation."""


def usable_threads(wanted: int) -> int:
    """`wanted`, or for 0 the machine's cores, at most 4: more do not speed up one picture."""
    if wanted > 0:
        return wanted
    return max(1, min(4, SYSTEM.cores()))


PROVIDERS: Final = {
    "cuda": ("CUDAExecutionProvider", "DmlExecutionProvider"),
    "mps": ("CoreMLExecutionProvider",),
    "openvino": ("OpenVINOExecutionProvider",),
}
"""onnxruntime's execution providers by device."""
FASTER: Final = ("cuda", "mps")
"""The devices of "auto". OpenVINO made this model slower (`benchmarks/providers.csv`)."""


def providers(device: str, there: Sequence[str]) -> list[str]:
    """The execution providers to use out of those that are `there`, best first, the CPU last."""
    wanted = FASTER if device == "auto" else (device,)
    found = [name for one in wanted for name in PROVIDERS.get(one, ()) if name in there]
    return [*found, "CPUExecutionProvider"]


class Network:
    """An ONNX file; call it with its inputs by name to get its outputs in order."""

    def __init__(
        self,
        path: Path | bytes,
        threads: int,
        device: str = "cpu",
        *,
        pooled: bool = False,
        lazy: bool = False,
    ) -> None:
        """Load a file, or the content of one; falls back to the processor. Raises ModelError.

        `pooled`: take the memory of a run of `some` in large pieces and give it back at its end.
        For networks that need hundreds of megabytes, which the system's own allocator would keep.
        `lazy`: load it when it is first used, and raise then.
        """
        self.path, self._pooled = path, pooled
        self._threads, self._device = threads, device
        self._first_use = threading.Lock()
        self._loaded: Any = None if lazy else self._load()

    @property
    def _session(self) -> Any:
        if self._loaded is None:
            with self._first_use:
                self._loaded = self._loaded or self._load()
        return self._loaded

    def _load(self) -> Any:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        options.log_severity_level = 3
        # An arena keeps every network's peak memory for ever, and saves no time here.
        options.enable_cpu_mem_arena = self._pooled
        # A spinning thread takes the core that the voice or the next network needs.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        wanted = providers(self._device, onnxruntime.get_available_providers())
        try:
            return _opened(self.path, options, wanted)
        except Exception as fault:  # onnxruntime's own errors share no public base class
            raise ModelError(ModelFault.PART_NOT_LOADED.said(path=self.path)) from fault

    def shape(self, name: str) -> list[int | str]:
        """An input's shape; dynamic axes are strings."""
        return next(list(one.shape) for one in self._session.get_inputs() if one.name == name)

    def inputs(self) -> list[tuple[str, str, list[Any]]]:
        """The inputs: name, type and shape, in which dynamic axes are no numbers."""
        return [(one.name, one.type, list(one.shape)) for one in self._session.get_inputs()]

    def outputs(self) -> list[tuple[str, str, list[Any]]]:
        """The outputs, in the same way."""
        return [(one.name, one.type, list(one.shape)) for one in self._session.get_outputs()]

    def note(self, name: str) -> str:
        """A metadata entry of the file; KeyError if it has none."""
        notes: dict[str, str] = self._session.get_modelmeta().custom_metadata_map
        return notes[name]

    def __call__(self, **inputs: NDArray[Any]) -> list[Numbers]:
        """Run the network."""
        outputs: list[Numbers] = self._session.run(None, inputs)
        return outputs

    def some(
        self, wanted: Sequence[str] | None, cancel: CancelToken, inputs: Mapping[str, NDArray[Any]]
    ) -> list[NDArray[Any]]:
        """Run the network, for these outputs alone; None means all.

        Raises WorkCancelledError midway once `cancel` is cancelled.
        """
        options, done = onnxruntime.RunOptions(), threading.Event()
        options.only_execute_path_to_fetches = wanted is not None
        if self._pooled:
            options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")

        def watch() -> None:
            while not done.wait(GLANCE):
                if cancel.cancelled:
                    options.terminate = True
                    return

        watcher = threading.Thread(target=watch, name="watch", daemon=True)
        watcher.start()
        try:
            outputs: list[NDArray[Any]] = self._session.run(wanted, inputs, options)
        except Exception as fault:  # onnxruntime's own errors share no public base class
            if options.terminate:
                raise WorkCancelledError from fault
            raise
        finally:
            done.set()
            watcher.join()
        return outputs


def _opened(path: Path | bytes, options: Any, wanted: list[str]) -> Any:
    """A session on the wanted providers, or on the last one alone."""
    try:
        return onnxruntime.InferenceSession(path, options, providers=wanted)
    except Exception:  # onnxruntime's own errors share no public base class
        if len(wanted) == 1:
            raise
        return onnxruntime.InferenceSession(path, options, providers=wanted[-1:])

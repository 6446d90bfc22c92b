"""The networks of a weights folder as functions from arrays to arrays."""

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from models.interfaces import CancelToken, WorkCancelledError
from models.messages import ModelError, ModelFault

Numbers = NDArray[np.float32]

GLANCE: Final = 0.01
"""Seconds between two looks at whether a run is still wanted."""


def usable_threads(wanted: int) -> int:
    """`wanted`, or for 0 what this machine has, at most 4 since more do not pay for one picture."""
    if wanted > 0:
        return wanted
    return max(1, min(4, len(os.sched_getaffinity(0))))


PROVIDERS: Final = {
    "cuda": ("CUDAExecutionProvider", "DmlExecutionProvider"),
    "mps": ("CoreMLExecutionProvider",),
    "openvino": ("OpenVINOExecutionProvider",),
}
"""onnxruntime's names for what runs a network, by the device that they use."""
FASTER: Final = ("cuda", "mps")
"""What is taken unasked. OpenVINO made this model slower (`benchmarks/providers.csv`)."""


def providers(device: str, there: Sequence[str]) -> list[str]:
    """What is to run a network, best first, of what is `there`; the plain processor is the last.

    `device` "auto" takes what is `FASTER`, "cpu" none; onnxruntime brings each in a package of its
    own.
    """
    wanted = FASTER if device == "auto" else (device,)
    found = [name for one in wanted for name in PROVIDERS.get(one, ()) if name in there]
    return [*found, "CPUExecutionProvider"]


class Network:
    """One ONNX file; called with its inputs by name, gives its outputs in their order."""

    def __init__(self, path: Path, threads: int, device: str = "cpu") -> None:
        """Load a file; ModelError where onnxruntime does not take it.

        What does not load on another device than the processor runs on the processor.
        """
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        options.log_severity_level = 3
        # An arena keeps the largest size of every network for ever and saves no time here.
        options.enable_cpu_mem_arena = False
        # A thread that waits by spinning takes the core that the voice or the next network needs.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        wanted = providers(device, onnxruntime.get_available_providers())
        try:
            self._session: Any = _session(path, options, wanted)
        except Exception as fault:  # onnxruntime's own errors share no public base class
            raise ModelError(ModelFault.PART_NOT_LOADED.told(path=path)) from fault

    def shape(self, name: str) -> list[int | str]:
        """An input's shape; free axes are strings."""
        return next(list(one.shape) for one in self._session.get_inputs() if one.name == name)

    def note(self, name: str) -> str:
        """A text that the file carries beside its network; KeyError if it does not."""
        notes: dict[str, str] = self._session.get_modelmeta().custom_metadata_map
        return notes[name]

    def __call__(self, **inputs: NDArray[Any]) -> list[Numbers]:
        """Run it."""
        outputs: list[Numbers] = self._session.run(None, inputs)
        return outputs

    def unless(self, cancel: CancelToken, **inputs: NDArray[Any]) -> list[Numbers]:
        """Run it; raises WorkCancelledError in the midst of it once `cancel` is cancelled."""
        options, done = onnxruntime.RunOptions(), threading.Event()

        def watch() -> None:
            while not done.wait(GLANCE):
                if cancel.cancelled:
                    options.terminate = True
                    return

        watcher = threading.Thread(target=watch, name="watch", daemon=True)
        watcher.start()
        try:
            outputs: list[Numbers] = self._session.run(None, inputs, options)
        except Exception as fault:  # onnxruntime's own errors share no public base class
            if options.terminate:
                raise WorkCancelledError from fault
            raise
        finally:
            done.set()
            watcher.join()
        return outputs


def _session(path: Path, options: Any, wanted: list[str]) -> Any:
    """A session on the first of these that takes the network."""
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=wanted)
    except Exception:  # onnxruntime's own errors share no public base class
        if len(wanted) == 1:
            raise
        return onnxruntime.InferenceSession(str(path), options, providers=wanted[-1:])

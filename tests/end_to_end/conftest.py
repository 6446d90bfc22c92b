import contextlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import cv2
import numpy as np
import pytest

from assistant.asr.whisper_recogniser import Whisper
from assistant.runtime.remembered import remember
from assistant.settings.config import user_file
from models.interfaces import Picture
from tests.kit.program import ROOT, command
from tests.kit.terminal import ProgramOnTerminal

SAMPLES = ROOT / "assistant" / "cli" / "samples"


def sample(name: str) -> Picture:
    found = cv2.imread(str(SAMPLES / name))
    assert found is not None
    return np.asarray(cv2.cvtColor(found, cv2.COLOR_BGR2RGB), np.uint8)


def settings(**groups: dict[str, object]) -> None:
    """Write the user's settings file."""
    lines = []
    for group, values in groups.items():
        lines += [f"[{group}]", *(f"{key} = {json.dumps(value)}" for key, value in values.items())]
    user_file().parent.mkdir(parents=True, exist_ok=True)
    user_file().write_text("\n".join(lines) + "\n")


@pytest.fixture(scope="session")
def whisper() -> Whisper:
    return Whisper(threads=1)


Start = Callable[..., AbstractContextManager[ProgramOnTerminal]]


@pytest.fixture
def start(weights: Path, home: Path) -> Start:
    """Start `lantern` with some words on a terminal of its own."""

    @contextlib.contextmanager
    def started(
        *words: str, before: tuple[str, ...] = (), harm: str = "", first: bool = False
    ) -> Iterator[ProgramOnTerminal]:
        if not first:
            # The tour would speak while a test listens.
            remember("toured")
        whole = [*before, *command(weights, *words, harm=harm)]
        with ProgramOnTerminal(whole, env=os.environ, cwd=ROOT) as program:
            yield program

    return started

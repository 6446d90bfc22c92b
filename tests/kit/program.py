"""Lantern as a process of its own, with a tiny model in place of the shipped one."""

import contextlib
import io
import subprocess
import sys
from pathlib import Path

from assistant.cli import main
from models import json_files
from models.embedded import claim_rule, files, open_answers, statements
from tests.kit import tiny_model

ROOT = Path(__file__).parents[2]

_START = """
import sys
from pathlib import Path
from models.embedded import files
files.WEIGHTS = Path(sys.argv.pop(1))
exec(sys.argv.pop(1))
from assistant.__main__ import main
main()
"""


def write_weights(folder: Path) -> None:
    """Fill a folder with the tiny model and verifiers that trust its witness."""
    tiny_model.write(folder)
    for part in (open_answers, statements, claim_rule):
        json_files.write(folder / part.FILE, part.START)


def command(weights: Path, *words: str | Path, harm: str = "") -> list[str]:
    """The command line of `lantern` with these words, on the model in the folder `weights`.

    `harm` is Python code that runs first, to break a part.
    """
    return [sys.executable, "-c", _START, str(weights), harm, *map(str, words)]


def lantern(
    weights: Path, *words: str | Path, env: dict[str, str] | None = None, timeout: float = 240
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, without a terminal."""
    return subprocess.run(
        command(weights, *words),
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
    )


def refused(weights: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command in this process, for calls that fail before any work starts."""
    out, error = io.StringIO(), io.StringIO()
    before, files.WEIGHTS = files.WEIGHTS, weights
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
            code = main.main([*map(str, words)])
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        files.WEIGHTS = before
    return subprocess.CompletedProcess(words, code, out.getvalue(), error.getvalue())

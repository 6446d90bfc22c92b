"""What libraries do behind our back: they write and send nothing of their own."""

import os
from pathlib import Path

import pytest

from tests.kit.program import ROOT, lantern, write_weights


@pytest.mark.program
@pytest.mark.parametrize("words", [("describe",), ("ask", "What is this?")])
def test_a_picture_leaves_no_file_behind(
    home: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    weights = tmp_path / "weights"
    write_weights(weights)
    photo = ROOT / "assistant" / "cli" / "samples" / "cat.jpg"
    command, *question = words
    assert lantern(weights, command, photo, *question).returncode == 0
    roots = [home, Path(os.environ["TMPDIR"]), Path(os.environ["XDG_RUNTIME_DIR"])]
    assert not [path for root in roots for path in root.rglob("*") if path.is_file()]

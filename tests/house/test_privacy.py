"""What libraries do behind our back: they write and send nothing of their own."""

import os
from pathlib import Path

from tests.kit.program import ROOT, lantern, write_weights


def test_a_description_leaves_no_file_behind(home: Path, tmp_path: Path) -> None:
    weights = tmp_path / "weights"
    write_weights(weights)
    photo = ROOT / "assistant" / "samples" / "cat.jpg"
    assert lantern(weights, "describe", photo).returncode == 0
    roots = [home, Path(os.environ["TMPDIR"]), Path(os.environ["XDG_RUNTIME_DIR"])]
    assert not [path for root in roots for path in root.rglob("*") if path.is_file()]

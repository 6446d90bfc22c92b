"""The tag logits of the photos are stored, and computed again for other heads."""

from pathlib import Path

import numpy as np
import torch

from models.training.common.data import SETS
from models.training.common.labels import COCO, LabelNames
from models.training.witness.encoder import CHANNELS
from models.training.witness.label_heads import Heads
from models.training.witness.specialist import Panel, Specialist
from models.training.witness.witness import store_tags


def panel(seed: int) -> Panel:
    torch.manual_seed(seed)
    heads = Heads(LabelNames(tuple(COCO), {"room": ("kitchen", "street")}), hidden=8)
    return Panel(heads, Specialist()).eval()


def test_other_heads_say_something_else(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    for name in SETS:
        patches = rng.normal(size=(1, 2, 81, CHANNELS)).astype(np.float16)
        np.save(tmp_path / f"{name}.patches.npy", patches)
    path = tmp_path / "coco.tags.npy"
    store_tags(tmp_path, panel(1))
    first, made = np.load(path), path.stat().st_mtime_ns
    store_tags(tmp_path, panel(1))
    assert path.stat().st_mtime_ns == made, "the same heads have nothing new to say"
    store_tags(tmp_path, panel(2))
    assert not np.array_equal(np.load(path), first)
    store_tags(tmp_path, panel(1))
    np.testing.assert_array_equal(np.load(path), first)

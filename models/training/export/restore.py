"""Restore checkpoints from the shipped weights, to skip the longest training steps."""

from dataclasses import asdict
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor

from models.embedded import manifest
from models.embedded.tokens import load_tokenizer
from models.lexicon.names import names
from models.training.captioner.decoder import Captioner, DecoderShape
from models.training.common import onnx_files
from models.training.common.data import SETS, Folders
from models.training.common.features import Views
from models.training.texts.vocabulary import with_questions

Arrays = dict[str, NDArray[np.float32]]


def restore(folders: Folders, weights: Path, run: str) -> Path:
    """Write `WORK/runs/RUN/model.pt` and, if missing, `WORK/tokenizer.json`.

    The matrices keep the precision in which they ship, 8 bits.
    """
    table = np.load(weights / manifest.EMBEDDING)
    found = matrices(weights / manifest.DECODER)
    decoder = {name: found[name] for name in found if not name.startswith("logits")}
    bridge = matrices(weights / manifest.BRIDGE)
    shape = DecoderShape(
        len(table),
        len(names()),
        width=table.shape[1],
        layers=len([name for name in decoder if name.endswith(".up.weight")]),
        heads=table.shape[1] // 64,
    )
    model = Captioner(shape)
    state: dict[str, Tensor] = {
        "decoder.embedding.weight": torch.from_numpy(table.astype(np.float32)),
        **{f"decoder.{name}": torch.from_numpy(value) for name, value in decoder.items()},
        **{name: torch.from_numpy(value) for name, value in bridge.items()},
    }
    model.load_state_dict(state)
    tokenizer = folders.work / "tokenizer.json"
    if not tokenizer.exists():
        shipped = load_tokenizer(weights / manifest.TOKENIZER)
        with_questions(folders, shipped).save(str(tokenizer), pretty=False)
    target = folders.work / "runs" / run / "model.pt"
    target.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"shape": asdict(shape), "model": model.state_dict()}, target)
    return target


def matrices(path: Path) -> Arrays:
    """The weights of an exported network by their torch names; 8 bits become float32.

    A matrix is named by its node; the one tied to the embedding is `logits`.
    """
    graph = onnx.load(path).graph
    stored = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    # Half precision: the name of the weight is that of the cast's output.
    for node in graph.node:
        if node.op_type == "Cast" and node.input[0] in stored:
            stored[node.output[0]] = stored.pop(node.input[0])
    found: Arrays = {
        name: value.astype(np.float32)
        for name, value in stored.items()
        if not name.startswith("onnx::")
    }
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            base = node.input[1].removesuffix("_quantized")
            zero, scale = stored[node.input[3]].astype(np.float32), stored[f"{base}_scale"]
            value = (stored[node.input[1]].astype(np.float32) - zero) * scale
        elif node.op_type == "MatMul" and node.input[1] in stored:
            value = stored[node.input[1]].astype(np.float32)
        else:
            continue
        # "/layers.0/up/MatMul_quant" is the layer `layers.0.up`, stored as input x output; a nested
        # one repeats its parents: "/bridge/project/project.1/MatMul".
        parts = node.name.strip("/").split("/")[:-1]
        kept = [p for p, after in zip(parts, [*parts, ""][1:], strict=True) if f"{p}." not in after]
        found[".".join([*kept, "weight"]) if kept else "logits"] = np.ascontiguousarray(value.T)
    return found


def restore_names(folders: Folders, weights: Path, features: Path) -> None:
    """Write `FEATURES/SET.names.npy` for every set, with the shipped witness.

    Needs the steps `detector` and `features`.
    """
    witness = onnx_files.session(weights / manifest.WITNESS)
    count = len(names())
    views = Views(features)
    for set_name in SETS:
        found = np.load(folders.work / "detector" / f"{set_name}.npz")
        seen = [found[kind].astype(np.float32) for kind in ("logit", "closer")]
        patches = views.patches(set_name)
        table = np.zeros((len(patches), count), np.float16)
        for place in range(len(patches)):
            given = {
                "patches": np.asarray(patches[place]).astype(np.float32),
                "detector": seen[0][place : place + 1],
                "closer": seen[1][place : place + 1],
            }
            table[place] = witness.run(["names"], given)[0][0, :count]
        np.save(features / f"{set_name}.names.npy", table)
        print(f"{set_name}: {len(table)} photos", flush=True)

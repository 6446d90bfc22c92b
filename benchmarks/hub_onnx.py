"""How fast published ONNX checkpoints are without torch, beside the same weights with torch.

`python -m benchmarks.hub_onnx` builds checkpoints with random weights in the shapes of SmolVLM-256M
and LFM2.5-VL-450M, exports them as the hub has them, in 8 bits, and lets each way describe sample
photos: ONNX at the small look and at the full one, torch as Lantern runs it, and llama.cpp's server
with other random weights of SmolVLM-256M's shape, in the same pictures' size as Lantern sends.
Writes hub_onnx.csv. Each way gets one core, and the time of that core counts, since other programs
may keep it busy. With `--cores 2` each gets two, and the time on the clock counts: that is what a
user waits for, on a quiet machine. Takes about ten minutes and 8 gigabytes of memory.
"""

import csv
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch

from assistant.cli.demo import SAMPLES
from benchmarks.command import command
from benchmarks.hub_speed import TEXT, VISION, resident
from models import limits
from models.hub.decoder import KeptPrefill
from models.hub.shrinking import ShrinkingCheckpoint
from models.interfaces import Picture
from models.remote import chat, llama_server
from models.remote.model import encoded
from models.training.common.data import read_photo
from tests.kit import tiny_checkpoints, tiny_gguf
from tests.kit.processes import child
from tests.kit.published_onnx import SMOLVLM, export

OUT: Final = Path(__file__).with_name("hub_onnx.csv")
TOKENS: Final = 24
SLOWEST: Final = 300.0
"""Seconds to wait for a token of a server."""
ATTENTION: Final = (2, 5, 8, 10, 12, 14)
"""The layers of LFM2-350M that have attention; the others are convolutions."""
LFM_TEXT: Final[dict[str, Any]] = {
    "hidden_size": 1024,
    "intermediate_size": 6656,
    "block_ff_dim": 6656,
    "block_multiple_of": 256,
    "num_hidden_layers": 16,
    "num_attention_heads": 16,
    "num_key_value_heads": 8,
    "vocab_size": 65536,
    "layer_types": ["full_attention" if one in ATTENTION else "conv" for one in range(16)],
}
LFM_VISION: Final = {
    "hidden_size": 768,
    "intermediate_size": 3072,
    "num_hidden_layers": 12,
    "num_attention_heads": 12,
    "num_patches": 256,
}
LFM_LOOKS: Final = {
    "tile_size": 512,
    "min_image_tokens": 32,
    "max_image_tokens": 256,
    "max_num_patches": 1024,
}


@dataclass(frozen=True)
class Cost:
    """The cost of one way of running a checkpoint."""

    load: float
    """Seconds."""
    first: float
    """Milliseconds from a new picture to the first token; median."""
    tokens: float
    """Tokens a second after the first; median."""
    held: float
    """Megabytes by which the process has grown."""
    peak: float
    """Megabytes by which it had grown at most."""


def onnx(folder: Path, cores: int) -> ShrinkingCheckpoint:
    """A checkpoint run by onnxruntime."""
    from models.hub.onnx.checkpoint import OnnxDecoder

    return OnnxDecoder(folder, threads=cores)


def with_torch(folder: Path, cores: int) -> ShrinkingCheckpoint:
    """A checkpoint run by torch in 8 bits."""
    from models.hub.torch_decoder import TorchDecoder

    return TorchDecoder(folder, "cpu", threads=cores)


def cost(
    load: Callable[[Path, int], ShrinkingCheckpoint],
    folder: Path,
    size: str,
    photos: list[Picture],
    cores: int = 1,
) -> Cost:
    """Load a checkpoint, and let it start a description of each photo."""
    clock = time.process_time if cores == 1 else time.perf_counter
    before = resident()
    start = clock()
    loaded = load(folder, cores)
    taken = clock() - start
    reader, firsts, rates = loaded.reader, [], []
    for photo in photos:
        start = clock()
        state = reader.read(photo, size, loaded.family.describe, KeptPrefill(None))
        read = clock()
        for _ in range(TOKENS):
            reader.step(state, [int(state.logits.argmax())])
        firsts.append((read - start) * 1000)
        rates.append(TOKENS / (clock() - read))
    # The first photo also pays for one-time setup.
    middles = statistics.median(firsts[1:]), statistics.median(rates[1:])
    return Cost(taken, *middles, resident() - before, status()["VmHWM"] - before)


class ServerCost:
    """Measures llama.cpp's server, whose process works for this one."""

    def __init__(self, folder: Path, cores: int) -> None:
        """`folder` has a GGUF file with its vision encoder."""
        model = llama_server.find(str(folder / "tiny.gguf"), folder)
        self._clock = self._busy if cores == 1 else time.perf_counter
        self._server = llama_server.LlamaServer(model, cores, lambda line, runs: None)
        self._server.start()
        if not self._server.wait(limits.LLAMA_LONGEST):
            raise RuntimeError("llama.cpp does not take the model")
        self._process = child("llama_worker")

    def measure(self, photos: list[Picture]) -> Cost:
        """Let it start a description of each photo."""
        loaded = self._busy()
        costs = [self._one(photo) for photo in photos]
        memory = status(self._process)
        self._server.close()
        first, rate = (statistics.median(column) for column in zip(*costs[1:], strict=True))
        return Cost(loaded, first * 1000, rate, memory["VmRSS"], memory["VmHWM"])

    def _one(self, photo: Picture) -> tuple[float, float]:
        """The seconds to the first token, and the tokens a second after it."""
        client, sent = self._server.client, encoded(photo, llama_server.LONGEST_SIDE)
        asked = chat.body(client.chosen(), "describe", sent, frozenset(), log_probabilities=False)
        start = self._clock()
        answer = client.ask(asked | {"max_tokens": TOKENS + 1, "ignore_eos": True})
        read, tokens = 0.0, 0
        while (delta := answer.next(SLOWEST)) is not None:
            if delta.text:
                read, tokens = read or self._clock(), tokens + 1
        return read - start, (tokens - 1) / (self._clock() - read)

    def _busy(self) -> float:
        """Seconds that the server's process has worked."""
        fields = Path(f"/proc/{self._process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def status(process: int | str = "self") -> dict[str, float]:
    """Megabytes of a process, by the name that the system gives them."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    pairs = (line.split() for line in lines if line.startswith("Vm"))
    return {name.rstrip(":"): int(count) / 1000 for name, count, *_ in pairs}


def narrowed(folder: Path) -> None:
    """Replace the graphs of a repository by those in 8 bits."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    for name in SMOLVLM.values():
        wide = folder / "onnx" / f"{name}.onnx"
        narrow = wide.with_name(f"{name}_int8.onnx")
        quantize_dynamic(wide, narrow, weight_type=QuantType.QInt8)
        wide.unlink()


def rounded(one: Cost) -> list[float]:
    """A row of the table."""
    shown = round(one.load, 1), round(one.first), round(one.tokens, 1)
    return [*shown, round(one.held), round(one.peak)]


def with_llama_cpp(work: Path, photos: list[Picture], cores: int) -> Cost:
    """The cost of SmolVLM-256M's shape in 8 bits with llama.cpp."""
    folder = work / "gguf"
    folder.mkdir()
    text = tiny_gguf.Transformer(
        *(TEXT["hidden_size"], TEXT["intermediate_size"], TEXT["num_hidden_layers"]),
        *(TEXT["num_attention_heads"], TEXT["num_key_value_heads"]),
    )
    vision = tiny_gguf.Transformer(
        *(VISION["hidden_size"], VISION["intermediate_size"], VISION["num_hidden_layers"]),
        *[VISION["num_attention_heads"]] * 2,
    )
    words = TEXT["vocab_size"] - tiny_gguf.OTHER_TOKENS
    shape = tiny_gguf.Shape(text, vision, VISION["image_size"], 4, words, narrow=True)
    tiny_gguf.write(folder, shape=shape)
    return ServerCost(folder, cores).measure(photos)


def built(work: Path) -> dict[str, tuple[Path, Path]]:
    """The folders of each checkpoint: as safetensors, and as ONNX files."""
    torch.manual_seed(0)
    smolvlm = tiny_checkpoints.smolvlm(work / "smolvlm", VISION, 4, **TEXT)
    lfm = tiny_checkpoints.lfm2_vl(work / "lfm2", LFM_VISION, LFM_LOOKS, **LFM_TEXT)
    found = {}
    for name, folder in (("SmolVLM-256M", smolvlm), ("LFM2.5-VL-450M", lfm)):
        published = export(folder, work / f"{folder.name}-onnx")
        narrowed(published)
        found[name] = folder, published
    return found


def main() -> None:
    """Measure and write the table."""
    parser = command(__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--cores", type=int, default=1, choices=(1, 2))
    args = parser.parse_args()
    photos = [read_photo(path) for path in sorted(SAMPLES.glob("*.jpg"))[:4]]
    with (
        tempfile.TemporaryDirectory() as work,
        args.out.open("w", newline="", encoding="utf-8") as file,
    ):
        table = csv.writer(file)
        heads = ["load, s", "picture to first token, ms", "tokens a second"]
        table.writerow(["shape", "way", *heads, "megabytes", "megabytes at most"])
        for name, (wide, published) in built(Path(work)).items():
            ways = (
                ("ONNX, small look", onnx, published, "small"),
                ("ONNX, full look", onnx, published, "full"),
                ("torch", with_torch, wide, ""),
            )
            for way, load, folder, size in ways:
                # In a process of its own, so that no way affects another.
                with multiprocessing.get_context("spawn").Pool(1) as pool:
                    one = pool.apply(cost, (load, folder, size, photos, args.cores))
                table.writerow([name, way, *rounded(one)])
                file.flush()
            if wide.name == "smolvlm":
                one = with_llama_cpp(Path(work), photos, args.cores)
                table.writerow([name, "llama.cpp", *rounded(one)])
                file.flush()
    print(args.out.read_text(encoding="utf-8"), end="")


if __name__ == "__main__":
    main()

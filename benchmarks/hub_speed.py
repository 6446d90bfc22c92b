"""How fast a checkpoint is, and what it takes, in each way this machine can run it.

`python -m benchmarks.hub_speed` builds a SmolVLM-256M with random weights; `--folder` takes a
pulled checkpoint. For each device and precision it loads the checkpoint, has it describe sample
photos, and writes hub_speed.csv. Ways that this machine does not support are listed as not run. On
the processor it gets one core, and the time of that core counts.
"""

import csv
import ctypes
import gc
import multiprocessing
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch

from assistant.cli.demo import SAMPLES
from benchmarks.command import command
from models.hub import machine
from models.hub.decoder import KeptPrefill
from models.hub.machine import Precision, PrecisionChoice
from models.hub.tokens import SpokenTokenizer
from models.hub.torch_decoder import TorchDecoder
from models.hub.writing import write
from models.interfaces import Picture
from models.training.common.data import read_photo
from tests.kit import tiny_checkpoints

OUT: Final = Path(__file__).with_name("hub_speed.csv")
WAYS: Final = (
    ("cuda", Precision.BFLOAT16),
    ("mps", Precision.BFLOAT16),
    ("cpu", Precision.INT8),
    ("cpu", Precision.INT4),
)
TEXT: Final = {
    "hidden_size": 576,
    "intermediate_size": 1536,
    "num_hidden_layers": 30,
    "num_attention_heads": 9,
    "num_key_value_heads": 3,
    "vocab_size": 49280,
}
VISION: Final = {
    "hidden_size": 768,
    "intermediate_size": 3072,
    "num_hidden_layers": 12,
    "num_attention_heads": 12,
    "image_size": 512,
}
"""The shape of SmolVLM-256M, here without tiles, with 64 tokens for a picture."""
TOKENS: Final = 12


@dataclass(frozen=True)
class Speed:
    """The cost of one way of running a checkpoint."""

    load: float
    """Seconds."""
    first: float
    """Milliseconds from the picture to the first token, with a new picture each time; median."""
    tokens: float
    """Tokens a second after the first; median."""
    megabytes: float
    """Peak memory on a graphics card; on the processor, the growth of the process."""


def resident() -> float:
    """Megabytes of this process, without freed memory."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1000
    return 0.0


def measured(folder: Path, choice: PrecisionChoice, photos: list[Picture]) -> Speed:
    """Load a checkpoint this way, and let it start a description of each photo."""
    on_card = choice.device == "cuda"
    # On one core, time taken by other processes does not count.
    clock = time.process_time if choice.device == "cpu" else time.perf_counter
    before = resident()
    start = clock()
    checkpoint = TorchDecoder(folder, choice.device, threads=1)
    while checkpoint.choice.precision is not choice.precision:
        start = clock()
        checkpoint.smaller()
    load = clock() - start
    if on_card:
        torch.cuda.reset_peak_memory_stats()
    reader = checkpoint.reader
    words = checkpoint.words
    # No word ends the text, so that each photo costs the same number of tokens.
    endless = SpokenTokenizer(words.tokenizer, frozenset(), (*words.unspoken, *words.ends))
    firsts, rates = [], []
    for photo in photos:
        start = clock()
        memory = reader.read(photo, "", checkpoint.family.describe, KeptPrefill(None))
        _settled(on_card)
        read = clock()
        for _ in write(reader, endless, memory, TOKENS):
            pass
        _settled(on_card)
        firsts.append((read - start) * 1000)
        rates.append(TOKENS / (clock() - read))
    taken = torch.cuda.max_memory_allocated() / 1e6 if on_card else resident() - before
    checkpoint.unload()
    # The first photo also pays for one-time setup.
    return Speed(load, statistics.median(firsts[1:]), statistics.median(rates[1:]), taken)


def _settled(on_card: bool) -> None:
    if on_card:
        torch.cuda.synchronize()


def main() -> None:
    """Measure and write the table."""
    parser = command(__doc__)
    parser.add_argument("--folder", type=Path, help="a pulled checkpoint")
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    torch.manual_seed(0)
    photos = [read_photo(path) for path in sorted(SAMPLES.glob("*.jpg"))[:4]]
    with (
        tempfile.TemporaryDirectory() as work,
        args.out.open("w", newline="", encoding="utf-8") as file,
    ):
        folder = args.folder or tiny_checkpoints.smolvlm(Path(work) / "smolvlm", VISION, 4, **TEXT)
        choices = machine.choices(machine.size_of(folder), machine.this_machine())
        there = {(one.device, one.precision): one for one in choices}
        table = csv.writer(file)
        heads = ["load, s", "picture to first token, ms", "tokens a second", "megabytes"]
        table.writerow(["device", "precision", *heads])
        for device, precision in WAYS:
            choice = there.get((device, precision))
            row: list[Any] = ["not run"] * 4
            if choice is not None:
                # In a process of its own, so that no way affects another.
                with multiprocessing.get_context("spawn").Pool(1) as pool:
                    found = pool.apply(measured, (folder, choice, photos))
                row = [
                    round(found.load, 1),
                    round(found.first),
                    round(found.tokens, 1),
                    round(found.megabytes),
                ]
            table.writerow([device, precision.value, *row])
            file.flush()
    print(args.out.read_text(encoding="utf-8"), end="")


if __name__ == "__main__":
    main()

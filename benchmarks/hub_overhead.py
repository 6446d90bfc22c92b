"""What Lantern's layer over transformers costs for each token that a checkpoint writes.

`python -m benchmarks.hub_overhead` builds a SmolVLM with random weights, lets transformers' own
`generate` and Lantern write the same number of tokens in turn, and writes hub_overhead.csv.
"""

import csv
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch

from benchmarks.command import command
from models.hub.decoder import KeptPrefill
from models.hub.prefill import inputs
from models.hub.tokens import SpokenTokenizer
from models.hub.torch_decoder import TorchDecoder
from models.hub.writing import write
from tests.kit import tiny_checkpoints

OUT = Path(__file__).with_name("hub_overhead.csv")
SHAPE: Final[dict[str, Any]] = {
    "hidden_size": 576,
    "intermediate_size": 1536,
    "num_hidden_layers": 8,
    "num_attention_heads": 9,
    "num_key_value_heads": 3,
}
"""SmolVLM-256M's decoder with 8 of its 30 layers."""
TOKENS = 40


def seconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measured(checkpoint: TorchDecoder, runs: int) -> tuple[list[float], list[float]]:
    """Milliseconds a token of transformers' own loop and of Lantern's, in turn."""
    model = checkpoint.model
    reader = checkpoint.reader
    words = checkpoint.words
    # Neither ends before its time, so that both write the same number of tokens.
    endless = SpokenTokenizer(words.tokenizer, frozenset(), (*words.unspoken, *words.ends))
    picture = np.random.default_rng(0).integers(0, 256, (384, 512, 3), dtype=np.uint8)
    prompt = checkpoint.family.describe
    given = inputs(checkpoint, picture, prompt)
    memory = reader.read(picture, "", prompt, KeptPrefill(None))
    settings: dict[str, Any] = {"do_sample": False, "suppress_tokens": list(endless.unspoken)}

    def theirs(tokens: int) -> None:
        with torch.inference_mode():
            model.generate(**given, max_new_tokens=tokens, min_new_tokens=tokens, **settings)

    def ours(tokens: int) -> None:
        for _ in write(reader, endless, memory.fork(), tokens):
            pass

    found: tuple[list[float], list[float]] = ([], [])
    for run in range(runs + 1):
        for place, work in enumerate((theirs, ours)):
            # The reading of picture and prompt is in the shorter run too, and so falls away.
            longer = seconds(partial(work, TOKENS + 1))
            shorter = seconds(partial(work, 1))
            if run:
                found[place].append((longer - shorter) / TOKENS * 1000)
    return found


def main() -> None:
    """Measure and write the table."""
    parser = command(__doc__)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(args.threads)
    with tempfile.TemporaryDirectory() as folder:
        made = tiny_checkpoints.smolvlm(Path(folder) / "smolvlm", **SHAPE)
        checkpoint = TorchDecoder(made, threads=args.threads)
        theirs, ours = measured(checkpoint, args.runs)
    rows = [
        ("transformers' generate", statistics.median(theirs), min(theirs)),
        ("Lantern", statistics.median(ours), min(ours)),
    ]
    share = statistics.median(o / t for o, t in zip(ours, theirs, strict=True)) - 1
    with args.out.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["what", "milliseconds a token, median", "least"])
        table.writerows([name, round(middle, 3), round(least, 3)] for name, middle, least in rows)
        table.writerow(["overhead in percent, median of pairs", round(100 * share, 1), ""])
    print(args.out.read_text(encoding="utf-8"), end="")


if __name__ == "__main__":
    main()

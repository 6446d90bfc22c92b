"""How fast Lantern describes and writes compared with others, on the same machine with two threads.

    npm install --prefix PEERS node-llama-cpp@3.21.1 && python -m pip install gguf
    python -m benchmarks.peers --peers PEERS

One photo is described by Lantern and by transformers with the architecture of SmolVLM-256M
(https://huggingface.co/blog/smolervlm: random weights, float32, one tile of 512 by 512 pixels, the
least that it reads), with as many tokens each. Then the shipped decoder writes alone, as does
llama.cpp with a decoder of the same shape and 8 bits a weight (GPT-2's architecture, random
weights). The two peers take turns. Writes `benchmarks/peers.csv`: medians, and ratios.
"""

import csv
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch

import assistant
from assistant.camera import photo
from assistant.runtime import compose
from assistant.settings.config import defaults
from benchmarks.command import command
from benchmarks.decoder_speed import PREFIX, TOKENS, tokens_a_second
from models.embedded import files, load, manifest
from models.embedded.runtime import Network

OUT = Path("benchmarks/peers.csv")
SAMPLE = Path(assistant.__file__).parent / "cli" / "samples" / "cat.jpg"
THREADS, ROUNDS = 2, 7


def seconds(work: Callable[[], object]) -> float:
    """How long some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def smolvlm() -> Any:
    """SmolVLM-256M's architecture with random weights."""
    from transformers import SmolVLMConfig, SmolVLMForConditionalGeneration

    seeing = {
        "hidden_size": 768,
        "intermediate_size": 3072,
        "num_hidden_layers": 12,
        "num_attention_heads": 12,
        "image_size": 512,
        "patch_size": 16,
    }
    writing = {
        "model_type": "llama",
        "hidden_size": 576,
        "intermediate_size": 1536,
        "num_hidden_layers": 30,
        "num_attention_heads": 9,
        "num_key_value_heads": 3,
        "vocab_size": 49_280,
        "pad_token_id": 2,
    }
    config = SmolVLMConfig(
        vision_config=seeing, text_config=writing, scale_factor=4, image_token_id=49_190
    )
    model: torch.nn.Module = SmolVLMForConditionalGeneration(config)
    return model.eval()


def description_times(tokens: int) -> tuple[list[float], list[float]]:
    """Seconds for one photo by Lantern, and by SmolVLM's architecture, which writes `tokens`.

    Lantern writes its whole description, with at most five sentences side by side.
    """
    skills = compose.skills(defaults(), "world", complete=True)
    shown = photo.load(SAMPLE)
    model = smolvlm()
    words = torch.cat([torch.full((1, 64), 49_190), torch.randint(100, 40_000, (1, 12))], 1)
    tile = torch.rand(1, 1, 3, 512, 512)

    @torch.inference_mode()
    def generate() -> object:
        return model.generate(
            input_ids=words,
            attention_mask=torch.ones_like(words),
            pixel_values=tile,
            do_sample=False,
            min_new_tokens=tokens,
            max_new_tokens=tokens,
        )

    skills.describe(skills.session(shown))
    generate()
    pairs = [
        (seconds(lambda: skills.describe(skills.session(shown))), seconds(generate))
        for _ in range(ROUNDS)
    ]
    return [one for one, _ in pairs], [other for _, other in pairs]


def caption_tokens() -> int:
    """The number of tokens in Lantern's caption of the photo, including its end mark."""
    model = load(threads=THREADS)
    pieces = model.generate(model.look(photo.load(SAMPLE)), "describe")
    text = "".join(piece.text for piece in pieces)
    return len(model.words.numbers(text)) + 1


def write_gguf(path: Path) -> None:
    """Write a decoder of the shipped decoder's shape, for llama.cpp."""
    import gguf

    table = np.load(files.WEIGHTS / manifest.EMBEDDING, mmap_mode="r")
    vocabulary, width = table.shape
    network = Network(files.WEIGHTS / manifest.DECODER, THREADS)
    layers, heads = (int(network.shape("keys")[axis]) for axis in (0, 2))
    rng = np.random.default_rng(0)
    bits = gguf.GGMLQuantizationType.Q8_0
    writer = gguf.GGUFWriter(path, "gpt2")
    writer.add_context_length(192)
    writer.add_embedding_length(width)
    writer.add_block_count(layers)
    writer.add_feed_forward_length(4 * width)
    writer.add_head_count(heads)
    writer.add_layer_norm_eps(1e-5)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([f"t{number}" for number in range(vocabulary)])
    writer.add_token_types([1] * vocabulary)
    writer.add_token_merges(["a b"])
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(1)

    def matrix(name: str, rows: int, columns: int) -> None:
        values = (rng.normal(size=(rows, columns)) * 0.04).astype(np.float32)
        writer.add_tensor(f"{name}.weight", gguf.quantize(values, bits), raw_dtype=bits)

    def norm(name: str) -> None:
        writer.add_tensor(f"{name}.weight", np.ones(width, np.float32))
        writer.add_tensor(f"{name}.bias", np.zeros(width, np.float32))

    matrix("token_embd", vocabulary, width)
    writer.add_tensor("position_embd.weight", np.zeros((192, width), np.float32))
    for layer in range(layers):
        norm(f"blk.{layer}.attn_norm")
        norm(f"blk.{layer}.ffn_norm")
        for name, rows, columns in (
            ("attn_qkv", 3 * width, width),
            ("attn_output", width, width),
            ("ffn_up", 4 * width, width),
            ("ffn_down", width, 4 * width),
        ):
            matrix(f"blk.{layer}.{name}", rows, columns)
            writer.add_tensor(f"blk.{layer}.{name}.bias", np.zeros(rows, np.float32))
    norm("output_norm")
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def llama_speeds(peers: Path) -> Iterator[float]:
    """Tokens a second of llama.cpp, one round at a time, in a process of its own."""
    with tempfile.TemporaryDirectory() as work:
        path = Path(work) / "decoder.gguf"
        write_gguf(path)
        script = shutil.copy(Path(__file__).with_name("llama_cpp.mjs"), peers)
        command = ["node", str(script), str(path), str(PREFIX), str(TOKENS), "1"]
        while True:
            done = subprocess.run(command, cwd=peers, capture_output=True, text=True, check=True)
            yield float(done.stdout.split()[-1])


def main() -> None:
    """Measure, print and write."""
    parser = command(__doc__)
    parser.add_argument("--peers", type=Path, required=True, help="the folder of node_modules")
    given = parser.parse_args()
    torch.set_num_threads(THREADS)
    ours, theirs = (statistics.median(times) for times in description_times(caption_tokens()))
    own, other = tokens_a_second(files.WEIGHTS, THREADS), llama_speeds(given.peers)
    rounds = [(next(own), next(other)) for _ in range(ROUNDS)]
    fast, llama = (statistics.median(values) for values in zip(*rounds, strict=True))
    rows = (
        ("one photo, Lantern, ms", 1000 * ours),
        ("one photo, SmolVLM-256M's architecture in transformers, ms", 1000 * theirs),
        ("how much longer it takes", theirs / ours),
        ("decoder alone, Lantern, tokens a second", fast),
        ("decoder alone, llama.cpp, tokens a second", llama),
        ("how much faster Lantern is", fast / llama),
    )
    with OUT.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["what", "median"])
        table.writerows([what, f"{value:.2f}"] for what, value in rows)
    for what, value in rows:
        print(f"{what}: {value:.2f}")


if __name__ == "__main__":
    main()

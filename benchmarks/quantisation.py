"""The captioning decoder in 32, 16, 8 and 4 bits a weight: quality, size and speed.

    python -m pip install onnx-ir
    python -m benchmarks.quantisation --data DATA --work .cache

Widens the matrices of the shipped weights to 32 bits, and stores them again with fewer bits. So it
measures each way of storing and computing, not what 8 bits have lost compared with the training in
32 bits. The sentences are the most likely ones of each beam search, on validation photos of
Flickr8k. Needs the step `prepare` of `python -m models.training`. Writes
`benchmarks/quantisation.csv`.
"""

import csv
import shutil
import statistics
import tempfile
from dataclasses import replace
from itertools import islice
from pathlib import Path

import onnx
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

from benchmarks.command import work_command
from benchmarks.decoder_speed import tokens_a_second
from models import json_files
from models.embedded import files, load, manifest
from models.embedded.model import EmbeddedEncoding
from models.interfaces import ImageEncoding
from models.training.captioner.decoder import load_captioner
from models.training.captioner.scores import score
from models.training.common import onnx_files
from models.training.common.data import Folders, captioned, photo_of, validation_rows
from models.training.common.signing import sign
from models.training.export.export import BYTES, write_decoder
from models.training.export.restore import restore

OUT = Path("benchmarks/quantisation.csv")
ROUNDS, THREADS, BLOCK = 15, 2, 32


def in_blocks(source: Path, target: Path) -> None:
    """Store the weights in 4 bits, in blocks with a scale (MatMulNBits)."""
    quantizer = MatMulNBitsQuantizer(onnx.load(source), 4, BLOCK, is_symmetric=True)
    quantizer.process()
    onnx.save(quantizer.model.model, target)


STORES = {32: onnx_files.whole, 16: onnx_files.halved, 8: BYTES, 4: in_blocks}


def fresh(encoding: ImageEncoding) -> ImageEncoding:
    """A copy of an encoding that no decoder has read yet."""
    seen = encoding.tokens
    assert isinstance(seen, EmbeddedEncoding)
    return replace(encoding, tokens=EmbeddedEncoding(seen.patches, seen.names, seen.colours))


def main() -> None:
    """Measure, print and write."""
    parser = work_command(__doc__)
    parser.add_argument("--photos", type=int, default=300)
    given = parser.parse_args()
    folders, model = Folders(given.data, given.work), load(threads=THREADS)
    rows = captioned(validation_rows(folders, "flickr8k"))[: given.photos]
    encodings = [model.look(photo_of(folders, "flickr8k", row)) for row in rows]
    run = restore(folders, files.WEIGHTS, "shipped")
    table = []
    for bits, store in STORES.items():
        with tempfile.TemporaryDirectory() as work:
            folder = Path(work) / "weights"
            shutil.copytree(files.WEIGHTS, folder)
            write_decoder(load_captioner(run).eval(), folder / manifest.DECODER, store)
            sign(folder)
            facts = manifest.read(folder)
            json_files.write(folder / manifest.FILE, replace(facts, ranking=None))
            size = facts.files[manifest.DECODER]
            tried = load(folder, THREADS)
            said = [
                "".join(p.text for p in tried.generate(fresh(one), "describe")) for one in encodings
            ]
            result = score(said, [row["captions"] for row in rows])
            fast = statistics.median(islice(tokens_a_second(folder, THREADS), ROUNDS))
            table.append(
                {
                    "bits": bits,
                    "CIDEr-D": f"{result.cider:.2f}",
                    "BLEU-4": f"{result.bleu4:.2f}",
                    "million bytes": f"{size.bytes / 1e6:.1f}",
                    "tokens a second": f"{fast:.0f}",
                }
            )
            print(*table[-1].values(), sep="; ", flush=True)
    with OUT.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(table[0]))
        writer.writeheader()
        writer.writerows(table)


if __name__ == "__main__":
    main()

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
from models.embedded import files, load, manifest
from models.embedded.model import EmbeddedEncoding
from models.interfaces import ImageEncoding
from models.training.captioner.decoder import load_captioner
from models.training.captioner.scores import score
from models.training.common.data import Folders, read_photo
from models.training.export.calibrate import captioned, validation_rows
from models.training.export.export import write_decoder
from models.training.export.restore import restore

OUT = Path("benchmarks/quantisation.csv")
ROUNDS, THREADS, BLOCK = 15, 2, 32


def write(bits: int, run: Path, target: Path) -> None:
    """Write the decoder of a checkpoint; 4 bits are blocks of 32 with a scale (MatMulNBits)."""
    model = load_captioner(run).eval()
    if bits != 4:
        write_decoder(model, target, bits)
        return
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "decoder.onnx"
        write_decoder(model, whole, 32)
        quantizer = MatMulNBitsQuantizer(onnx.load(whole), 4, BLOCK, is_symmetric=True)
        quantizer.process()
        onnx.save(quantizer.model.model, target)


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
    photos = (folders.photos("flickr8k") / f"{row['photo']}.webp" for row in rows)
    encodings = [model.look(read_photo(path)) for path in photos]
    run = restore(folders, files.WEIGHTS, "shipped")
    table = []
    for bits in (32, 16, 8, 4):
        with tempfile.TemporaryDirectory() as work:
            folder = Path(work) / "weights"
            shutil.copytree(files.WEIGHTS, folder)
            write(bits, run, folder / manifest.DECODER)
            facts = manifest.read(folder)
            size = files.facts(folder / manifest.DECODER)
            other = replace(facts, files=facts.files | {manifest.DECODER: size}, ranking=None)
            other.write(folder)
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

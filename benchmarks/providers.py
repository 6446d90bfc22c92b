"""How fast the embedded model is with each of onnxruntime's providers installed here.

`python -m benchmarks.providers` loads it on each device, has it describe the sample photos, and
writes providers.csv. The packages onnxruntime-gpu, onnxruntime-directml and onnxruntime-openvino
bring providers, each in place of onnxruntime. Providers that are not installed are listed as not
run.
"""

import csv
import statistics
import time
from pathlib import Path
from typing import Final

import onnxruntime

from assistant.cli.demo import SAMPLES
from models import embedded
from models.embedded.runtime import PROVIDERS
from models.training.common.data import read_photo

OUT: Final = Path(__file__).with_name("providers.csv")
PROCESSOR: Final = "CPUExecutionProvider"
PHOTOS, ROUNDS = 6, 3


def measured(device: str) -> tuple[float, float, float]:
    """Seconds to load, and mean milliseconds of the fastest encoding and caption of each photo."""
    start = time.perf_counter()
    model = embedded.load(device=device)
    model.warm_up()
    load = time.perf_counter() - start
    encodings, captions = [], []
    for path in sorted(SAMPLES.glob("*.jpg"))[:PHOTOS]:
        photo = read_photo(path)
        times = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            encoding = model.look(photo)
            seen = time.perf_counter()
            for _ in model.generate(encoding, "describe"):
                pass
            times.append(((seen - start) * 1000, (time.perf_counter() - seen) * 1000))
        encodings.append(min(encoding for encoding, _ in times))
        captions.append(min(caption for _, caption in times))
    return load, statistics.mean(encodings), statistics.mean(captions)


def main() -> None:
    """Measure and write the table."""
    there = set(onnxruntime.get_available_providers())
    ways = [
        ("cpu", PROCESSOR),
        *((one, name) for one, names in PROVIDERS.items() for name in names),
    ]
    with OUT.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["provider", "onnxruntime", "load, s", "look, ms", "caption, ms"])
        for device, name in ways:
            row: list[object] = ["", "not run", "not run", "not run"]
            if name in there:
                load, look, caption = measured(device)
                row = [onnxruntime.__version__, round(load, 1), round(look), round(caption)]
            table.writerow([name, *row])
            file.flush()
    print(OUT.read_text(encoding="utf-8"), end="")


if __name__ == "__main__":
    main()

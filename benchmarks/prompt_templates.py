"""The effect of each prompt template on zero-shot names, alone and all together.

    python -m benchmarks.prompt_templates --data DATA --work .cache

Asks for the categories of groceries and the names of Caltech-101's things on validation photos,
with the shipped towers. Writes `benchmarks/prompt_templates.csv`: the share that is right. Needs
the step `prepare` of `python -m models.training`.
"""

import csv
from pathlib import Path

import numpy as np

from benchmarks.command import work_command
from models import clip
from models.embedded import load
from models.training.common.data import Folders, read_photo, records
from models.training.towers.tower_train import TowerValidation

OUT = Path("benchmarks/prompt_templates.csv")


def main() -> None:
    """Measure, print and write."""
    given = work_command(__doc__).parse_args()
    folders, model = Folders(given.data, given.work), load()
    ways = {template: (template,) for template in clip.TEMPLATES} | {"all": clip.TEMPLATES}
    table = {way: {"template": way} for way in ways}
    for name, labels in TowerValidation(folders).labelled.items():
        rows = records(folders, name)
        paths = [folders.photos(name) / f"{rows[row]['photo']}.webp" for row in labels]
        seen = np.stack([model.embed(read_photo(path)) for path in paths])
        options = list(dict.fromkeys(labels.values()))
        for way, templates in ways.items():
            vectors = [clip.label_vector(one, model.embed_text, templates) for one in options]
            best = (seen @ np.stack(vectors).T).argmax(1)
            right = [options[int(n)] == one for n, one in zip(best, labels.values(), strict=True)]
            table[way][f"{len(options)} names of {name}"] = f"{np.mean(right):.3f}"
    for row in table.values():
        print(*row.values(), sep="; ")
    with OUT.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(table["all"]))
        writer.writeheader()
        writer.writerows(table.values())


if __name__ == "__main__":
    main()

from dataclasses import dataclass
from pathlib import Path

import torch

from models.training.captioner.decoder import Captioner, DecoderShape
from models.training.common.data import Folders
from models.training.common.run import Run

SHAPE = DecoderShape(vocabulary=30, names=20, width=64, layers=1, heads=1, channels=8, dropout=0.0)


@dataclass(frozen=True)
class Recipe:
    weight_decay: float = 0.1
    average: float = 0.9


def begin(folder: Path, recipe: Recipe) -> Run[Captioner]:
    torch.manual_seed(0)
    return Run(Folders(folder, folder), "test", recipe, Captioner(SHAPE))


def steps(run: Run[Captioner], count: int) -> None:
    for _ in range(count):
        loss = run.model.bridge(torch.ones(1, 81, 8), torch.ones(1, 20)).square().mean()
        run.update(loss, 1e-2, [("loss", float(loss))])


def test_a_training_that_was_cut_off_goes_on_where_it_was_saved(tmp_path: Path) -> None:
    whole = begin(tmp_path / "whole", Recipe())
    steps(whole, 6)
    cut = begin(tmp_path / "cut", Recipe())
    steps(cut, 4)
    cut._save()
    again = begin(tmp_path / "cut", Recipe())
    assert again.step == 4
    steps(again, 2)
    path = again.end()
    for name, value in whole.average.items():
        torch.testing.assert_close(torch.load(path)["model"][name], value)


def test_another_recipe_begins_anew(tmp_path: Path) -> None:
    run = begin(tmp_path, Recipe())
    steps(run, 2)
    run._save()
    assert begin(tmp_path, Recipe(average=0.5)).step == 0


def test_the_average_follows_slowly(tmp_path: Path) -> None:
    run = begin(tmp_path, Recipe())
    before = run.model.bridge.sure.detach().clone()
    steps(run, 5)
    moved = (run.model.bridge.sure - before).abs().sum()
    followed = (run.average["bridge.sure"] - before).abs().sum()
    assert 0 < followed < moved


def test_a_run_that_is_finished_is_known_by_its_recipe_and_its_beginning(tmp_path: Path) -> None:
    run = begin(tmp_path, Recipe())
    assert run.finished is None
    steps(run, 2)
    path = run.end()
    again = begin(tmp_path, Recipe())
    assert (again.step, again.finished) == (2, path)
    before = torch.load(path)["model"]
    for name, value in torch.load(again.end())["model"].items():
        torch.testing.assert_close(value, before[name])
    assert begin(tmp_path, Recipe(average=0.5)).finished is None


def test_other_weights_to_begin_with_begin_anew(tmp_path: Path) -> None:
    run = begin(tmp_path, Recipe())
    steps(run, 2)
    run._save()
    torch.manual_seed(1)
    other = Run(Folders(tmp_path, tmp_path), "test", Recipe(), Captioner(SHAPE))
    assert other.step == 0


def test_the_log_of_another_run_does_not_stay(tmp_path: Path) -> None:
    begin(tmp_path, Recipe()).note({"loss": 1.0})
    run = begin(tmp_path, Recipe(average=0.5))
    run.note({"loss": 2.0})
    assert (run.folder / "log.jsonl").read_text() == '{"step": 0, "loss": 2.0}\n'

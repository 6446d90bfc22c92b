"""Train the embedded model: `python -m models.training STEP --data DATA`.

Each step resumes where it stopped.
"""

import argparse
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TypeAlias

import torch

from models.embedded import manifest
from models.embedded.files import WEIGHTS
from models.embedded.runtime import Network
from models.embedded.text_encoder import TextEncoder
from models.training.common.data import (
    SETS,
    Folders,
    build_handheld,
    build_pixels,
    photo_of,
    records,
    unpack,
)
from models.training.common.features import Views


@dataclass(frozen=True)
class Job:
    """Where a step reads and writes, and the options of the command line."""

    folders: Folders
    weights: Path
    seed: int
    version: str
    threads: int

    @property
    def features(self) -> Path:
        """The folder of the stored features."""
        return self.folders.work / "features"

    @property
    def encoder(self) -> Path:
        """The image encoder's ONNX file."""
        return self.folders.work / "encoder.onnx"

    @property
    def detector(self) -> Path:
        """The detector's ONNX file."""
        return self.folders.work / "detector" / "detector.onnx"

    @property
    def views(self) -> Views:
        """The stored features."""
        return Views(self.features)

    def run(self, name: str) -> str:
        """The name of a run with this seed."""
        return f"{name}-{self.seed}"

    def checkpoint(self, name: str) -> Path:
        """The averaged weights of a run with this seed."""
        return self.folders.work / "runs" / self.run(name) / "model.pt"


Step: TypeAlias = Callable[[Job], None]

STEPS: dict[str, Step] = {}
"""The steps of `all`, in the order in which they run."""
EXTRA: dict[str, Step] = {}
"""Steps that `all` leaves out."""


def _step(function: Step) -> Step:
    STEPS[function.__name__] = function
    return function


def _extra(function: Step) -> Step:
    EXTRA[function.__name__.replace("_", "-")] = function
    return function


def _tell(measured: Mapping[str, float]) -> None:
    for what, value in measured.items():
        print(f"{what}: {value:.3f}")


@_step
def prepare(job: Job) -> None:
    """Unpack the sets and store their photos as arrays."""
    for name in SETS:
        unpack(job.folders, name)
        build_pixels(job.folders, name)
        print(f"{name} is ready.", flush=True)


@_extra
def held_up(job: Job) -> None:
    """Draw things that people hold up, with the labels of each picture."""
    from models.training.held_up.dataset import build

    build(job.folders, "val", 2_000)
    build(job.folders, "train", 16_000)


@_extra
def surfaces(job: Job) -> None:
    """Train the network that tells what kind of thing is held up; run `held-up` before it."""
    from models.training.held_up.surfaces import make

    _tell(make(job.folders, job.weights, job.encoder, job.seed))


@_extra
def closeups(job: Job) -> None:
    """Train the layer that names the one thing of a close-up."""
    from models.training.held_up.closeups import make

    _tell(make(job.folders, job.weights, job.weights / manifest.ENCODER, job.seed))


@_extra
def patterns(job: Job) -> None:
    """Train the layer that tells the pattern of a garment."""
    from models.training.held_up.patterns import make

    _tell(make(job.folders, job.weights, job.weights / manifest.ENCODER, job.seed))


@_extra
def screens(job: Job) -> None:
    """Train the layer that tells whether a screen is on."""
    from models.training.held_up.screens import make

    _tell(make(job.folders, job.weights, job.weights / manifest.ENCODER, job.seed))


@_extra
def way_up(job: Job) -> None:
    """Train the network that tells how a picture is turned."""
    from models.training.held_up.way_up import make

    _tell(make(job.folders, job.weights, job.weights / manifest.ENCODER, job.seed))


@_step
def detector(job: Job) -> None:
    """Convert the detector and store its output for every photo."""
    from models.training.common import onnx_files
    from models.training.common.detections import detect
    from models.training.witness import convert_detector, frozen_graph

    path = job.detector
    if not path.exists():
        nodes = frozen_graph.parse(convert_detector.find_graph(None))
        learned = (row for row in records(job.folders, "coco") if row["split"] == "train")
        shown = islice(learned, convert_detector.PHOTOS)
        photos = (photo_of(job.folders, "coco", row) for row in shown)
        convert_detector.write(convert_detector.convert(nodes), photos, path)
    session = onnx_files.session(path)
    for name in SETS:
        if not (path.parent / f"{name}.npz").exists():
            detect(session, job.folders, name)


@_step
def features(job: Job) -> None:
    """Store the encoder's features of every photo."""
    from models.training.common.features import extract
    from models.training.witness.encoder import write_encoder

    write_encoder(job.encoder)
    build_handheld(job.folders)
    extract(job.folders, job.encoder, job.features)


@_step
def heads(job: Job) -> None:
    """Train the heads on all labels at once."""
    from models.training.witness.label_heads import HeadRecipe, train_heads
    from models.training.witness.specialist import train_specialist

    train_heads(job.folders, job.features, HeadRecipe(seed=job.seed))
    train_specialist(job.folders, job.features, job.seed)


@_step
def witness(job: Job) -> None:
    """Fuse heads and detector, and fit the gates."""
    from models.training.witness.gates import fit_gates
    from models.training.witness.witness import train_witness

    print(fit_gates(job.folders, job.features, job.encoder)[1])
    print(train_witness(job.folders, job.features))


@_extra
def counts(job: Job) -> None:
    """Train the networks that count things by the detector's boxes."""
    from models.embedded.model import load
    from models.training.witness.counts import make

    make(job.folders, load(job.weights, job.threads), job.seed)


@_step
def train(job: Job) -> None:
    """Train the captioning decoder."""
    from models.training.captioner.train import DecoderRecipe
    from models.training.captioner.train import train as train_decoder

    train_decoder(job.folders, job.views, DecoderRecipe(seed=job.seed), job.run("main"))


@_extra
def restore(job: Job) -> None:
    """Use the shipped decoder and witness in place of the steps `heads`, `witness` and `train`."""
    from models.training.export.restore import restore as restore_decoder
    from models.training.export.restore import restore_names

    print(restore_decoder(job.folders, job.weights, job.run("main")))
    restore_names(job.folders, job.weights, job.features)


@_step
def reinforce(job: Job) -> None:
    """Continue training the decoder, with reward."""
    from models.training.captioner.reinforce import ReinforceRecipe
    from models.training.captioner.reinforce import reinforce as train_by_reward

    recipe = ReinforceRecipe(seed=job.seed)
    start = job.checkpoint("main")
    train_by_reward(job.folders, job.features, start, recipe, job.run("reinforced"))


@_step
def distil(job: Job) -> None:
    """Train a second decoder, and teach the first what both say together."""
    from models.training.captioner.distil import TEACHER, DistilRecipe
    from models.training.captioner.distil import distil as train_student
    from models.training.captioner.train import train as train_decoder

    first = job.checkpoint("reinforced")
    recipe = replace(TEACHER, seed=job.seed + 1)
    other = train_decoder(job.folders, job.views, recipe, job.run("teacher"))
    run = job.run("distilled")
    train_student(job.folders, job.views, [first, other], first, DistilRecipe(seed=job.seed), run)


def _text_encoder(job: Job) -> TextEncoder:
    """Write and load the text encoder; also write the reduced features that go with it."""
    from models.training.answerer.photo_arrays import reduce
    from models.training.common.text_encoder import write_text_encoder

    graph, words = job.folders.work / "text.onnx", job.folders.work / manifest.TEXT_TOKENIZER
    write_text_encoder(graph, words)
    reduce(job.folders)
    return TextEncoder(Network(graph, job.threads), words)


@_step
def network(job: Job) -> None:
    """Train the network that picks among the most common answers."""
    from models.training.answerer.answer_choices import ChoiceRecipe, train_choices

    recipe = ChoiceRecipe(seed=job.seed)
    train_choices(job.folders, _text_encoder(job), recipe, job.run("network"))


@_step
def towers(job: Job) -> None:
    """Train the two towers, and once more without the photos that zero-shot tests ask about."""
    from models.training.towers.same_thing import find_threshold
    from models.training.towers.tower_figures import write_curves
    from models.training.towers.tower_train import TowerRecipe, train_towers
    from models.training.towers.zero_shot import episodes, fit

    folders, encoder = job.folders, _text_encoder(job)
    shipped = train_towers(folders, encoder, TowerRecipe(seed=job.seed), job.run("towers"))
    recipe = TowerRecipe(seed=job.seed, unnamed=True, steps=600)
    trained = train_towers(folders, encoder, recipe, job.run("towers-unnamed"))
    rows = episodes(trained.model, trained.validation, trained.analyses, trained.texts)
    found, measured = fit(rows)
    same = [find_threshold(folders, one.model, one.analyses) for one in (shipped, trained)]
    replace(found, same=round(max(one.cosine for one in same), 4)).write(folders.work)
    print(found, measured, *same)
    names = {"all photos": "towers", "without named photos": "towers-unnamed"}
    write_curves({
        what: job.checkpoint(name).with_name("log.jsonl") for what, name in names.items()
    })  # fmt: skip


@_step
def expect(job: Job) -> None:
    """Train the network that predicts the words of people's sentences."""
    from models.training.captioner.expected import ExpectedRecipe, train_expected

    recipe = ExpectedRecipe(seed=job.seed)
    train_expected(job.folders, job.views, recipe, job.run("expected"))


@_step
def export(job: Job) -> None:
    """Write the weights that ship."""
    from models.training.export.export import Parts
    from models.training.export.export import export as write

    parts = Parts(
        features=job.features,
        detector=job.detector,
        describing=job.checkpoint("distilled"),
        choosing=job.checkpoint("network"),
        towers=job.checkpoint("towers"),
        expecting=job.checkpoint("expected"),
        text=job.folders.work,
    )
    write(job.folders, parts, job.weights, job.version)


@_step
def calibrate(job: Job) -> None:
    """Fit the ranking of descriptions and the rule of answers."""
    from models import json_files
    from models.embedded import open_answers
    from models.training.answerer.answer_rule import calibrate_answers
    from models.training.common.signing import sign
    from models.training.export.fit_ranking import fit_ranking

    print(fit_ranking(job.folders, job.weights))
    rule, measured = calibrate_answers(job.folders, job.weights)
    json_files.write(job.weights / open_answers.FILE, rule)
    sign(job.weights)
    print(rule, measured)


@_step
def statements(job: Job) -> None:
    """Train the network that judges statements, and fit how likely they are."""
    from models import json_files
    from models.embedded.model import load
    from models.embedded.statements import FILE
    from models.training.common.signing import sign
    from models.training.statements.calibrate import calibrate as fit
    from models.training.statements.graph import export as write
    from models.training.statements.train import StatementRecipe, train_statements

    recipe, encoder = StatementRecipe(seed=job.seed), _text_encoder(job)
    trained = train_statements(job.folders, encoder, recipe, job.run("statements"))
    write(job.folders, trained, job.weights)
    rule = fit(job.folders, load(job.weights, job.threads))
    json_files.write(job.weights / FILE, rule)
    sign(job.weights)


@_extra
def passages(job: Job) -> None:
    """Train the encoder of passages and questions; then as `reranker` and `meanings`."""
    from models.training.passages.train import PassageRecipe, train_passages

    recipe = PassageRecipe(seed=job.seed)
    train_passages(job.folders, job.weights, recipe, job.run("passages"))
    reranker(job)
    meanings(job)


@_extra
def reranker(job: Job) -> None:
    """Train what reads a question and a passage together, and fit what answers."""
    from models import json_files
    from models.embedded.passages import FILE
    from models.training.common.signing import sign
    from models.training.passages.reranker import RerankerRecipe, train_reranker
    from models.training.passages.train import fit_passages

    recipe = RerankerRecipe(seed=job.seed)
    train_reranker(job.folders, job.weights, recipe, job.run("reranker"))
    rule = fit_passages(job.folders, job.weights)
    json_files.write(job.weights / FILE, rule)
    sign(job.weights)
    print(rule)


@_extra
def meanings(job: Job) -> None:
    """Fit what is meant by questions, as the encoder of passages reads them."""
    from models import json_files
    from models.embedded.meanings import FILE
    from models.training.common.signing import sign
    from models.training.passages.train import fit_meanings

    rule = fit_meanings(job.folders, job.weights)
    json_files.write(job.weights / FILE, rule)
    sign(job.weights)
    print(rule)


@_step
def doors(job: Job) -> None:
    """Train the network that finds doors and handles."""
    from models.training.witness.doors import make

    print({"odds": make(job.folders, job.weights).odds.tolist()})


@_step
def actions(job: Job) -> None:
    """Train the network that tells what people and animals do."""
    from models.training.claims.actions import make

    _tell(make(job.folders, job.features, job.weights, job.seed))


@_step
def colours(job: Job) -> None:
    """Train the network that tells the colours of things."""
    from models.training.claims.colours import make

    _tell(make(job.folders, job.weights, job.seed))


@_step
def claims(job: Job) -> None:
    """Fit how likely the claims about a picture are, and how sure each may sound."""
    from models.training.calibration.claims import calibrate_claims

    _tell(calibrate_claims(job.folders, job.weights))


@_step
def fits(job: Job) -> None:
    """Choose the cosine from which a stronger model's caption fits a picture."""
    from models.training.export.fit_threshold import measure

    print(measure(job.folders, job.weights))


@_step
def evaluate(job: Job) -> None:
    """Measure the shipped weights on validation photos and write the model card."""
    from models.training.export.evaluate import evaluate as measure

    measure(job.folders, job.weights)


def main() -> None:
    """Run one step, or `all` of them in order, or calibrate a stronger model."""
    from models.training.calibration import commands

    if sys.argv[1:2] and sys.argv[1] in commands.NAMES:
        sys.exit(commands.main(sys.argv[1:]))
    parser = argparse.ArgumentParser(
        prog="python -m models.training",
        description="Train the embedded model. Example: python -m models.training all --data DATA",
        epilog="To measure a stronger model: " + " or ".join(commands.NAMES) + " --help",
    )
    parser.add_argument("step", choices=[*STEPS, *EXTRA, "all"])
    parser.add_argument("--data", type=Path, required=True, help="folder with the training sets")
    parser.add_argument(
        "--work", type=Path, default=Path(".cache"), help="folder for intermediate files (.cache)"
    )
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="folder of the weights")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--version", default="1")
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    torch.set_flush_denormal(True)
    folders = Folders(given.data, given.work)
    job = Job(folders, given.weights, given.seed, given.version, given.threads)
    for name in STEPS if given.step == "all" else (given.step,):
        (STEPS | EXTRA)[name](job)


if __name__ == "__main__":
    main()

"""`python -m models.training COMMAND`: one command a step, each resumes where it stopped."""

import argparse
from dataclasses import replace
from pathlib import Path

import onnx
import torch

from models.embedded.files import WEIGHTS
from models.training.common.data import SETS, Folders, build_handheld, build_pixels, unpack


def prepare(folders: Folders, given: argparse.Namespace) -> None:
    """Unpack the sets and store their photos as arrays."""
    for name in SETS:
        unpack(folders, name)
        build_pixels(folders, name)
        print(f"{name} is prepared.", flush=True)


def held_up(folders: Folders, given: argparse.Namespace) -> None:
    """Draw things that people hold up, with what is true of each picture."""
    from models.training.held_up.dataset import build

    build(folders, "val", 2_000)
    build(folders, "train", 16_000)


def detector(folders: Folders, given: argparse.Namespace) -> None:
    """Convert the detector and store what it says of every photo."""
    from models.training.common import half_precision, onnx_files
    from models.training.common.detections import detect
    from models.training.witness import convert_detector, frozen_graph

    path = folders.work / "detector" / "detector.onnx"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        nodes = frozen_graph.parse(convert_detector.find_graph(None))
        onnx.save(half_precision.store(convert_detector.convert(nodes)), path)
    session = onnx_files.session(path)
    for name in SETS:
        if not (path.parent / f"{name}.npz").exists():
            detect(session, folders, name)


def features(folders: Folders, given: argparse.Namespace) -> None:
    """Store what the encoder makes of every photo."""
    from models.training.common.features import extract
    from models.training.witness.encoder import write_encoder

    graph = folders.work / "encoder.onnx"
    write_encoder(graph)
    build_handheld(folders)
    extract(folders, graph, folders.work / "features")


def heads(folders: Folders, given: argparse.Namespace) -> None:
    """Train the heads on all labels at once."""
    from models.training.witness.label_heads import HeadRecipe, train_heads
    from models.training.witness.specialist import train_specialist

    train_heads(folders, folders.work / "features", HeadRecipe(seed=given.seed))
    train_specialist(folders, folders.work / "features", given.seed)


def witness(folders: Folders, given: argparse.Namespace) -> None:
    """Fuse heads and detector, and fit the gates."""
    from models.training.witness.gates import fit_gates
    from models.training.witness.witness import train_witness

    print(fit_gates(folders, folders.work / "features", folders.work / "encoder.onnx")[1])
    print(train_witness(folders, folders.work / "features"))


def train(folders: Folders, given: argparse.Namespace) -> None:
    """Train the decoder."""
    from models.training.captioner.train import DecoderRecipe
    from models.training.captioner.train import train as run
    from models.training.common.features import Views

    run(
        folders,
        Views(folders.work / "features"),
        DecoderRecipe(seed=given.seed),
        f"main-{given.seed}",
    )


def restore(folders: Folders, given: argparse.Namespace) -> None:
    """Take decoder and witness that ship as those that `heads` to `train` would give."""
    from models.training.export.restore import restore as run
    from models.training.export.restore import restore_names

    print(run(folders, given.weights, f"main-{given.seed}"))
    restore_names(folders, given.weights, folders.work / "features")


def answers(folders: Folders, given: argparse.Namespace) -> None:
    """Make of the decoder another one, that answers questions."""
    from models.training.answerer.answers import AnswerRecipe, train_answers
    from models.training.common.features import Views

    start = folders.work / "runs" / f"main-{given.seed}" / "model.pt"
    views = Views(folders.work / "features")
    train_answers(folders, views, start, AnswerRecipe(seed=given.seed), f"answers-{given.seed}")


def towers(folders: Folders, given: argparse.Namespace) -> None:
    """Train the two towers, and once more without the photos that zero-shot tests ask about."""
    from models.embedded.towers import TextEncoder
    from models.training.answerer.photo_arrays import reduce
    from models.training.common.text_encoder import write_text_encoder
    from models.training.towers.same_thing import find_threshold
    from models.training.towers.tower_figures import write_curves
    from models.training.towers.tower_train import TowerRecipe, train_towers
    from models.training.towers.zero_shot import episodes, fit

    graph, words = folders.work / "text.onnx", folders.work / "text-tokenizer.json"
    write_text_encoder(graph, words)
    reduce(folders)
    encoder = TextEncoder(graph, words, given.threads)
    shipped = train_towers(folders, encoder, TowerRecipe(seed=given.seed), f"towers-{given.seed}")
    recipe = TowerRecipe(seed=given.seed, unnamed=True, steps=600)
    trained = train_towers(folders, encoder, recipe, f"towers-unnamed-{given.seed}")
    rows = episodes(trained.model, trained.judged, trained.analyses, trained.texts)
    found, measured = fit(rows)
    same = [find_threshold(folders, one.model, one.analyses) for one in (shipped, trained)]
    replace(found, same=round(max(one.cosine for one in same), 4)).write(folders.work)
    print(found, measured, *same)
    names = {"all photos": "towers", "without named photos": "towers-unnamed"}
    runs = {what: folders.work / "runs" / f"{n}-{given.seed}" for what, n in names.items()}
    write_curves({what: folder / "log.jsonl" for what, folder in runs.items()})


def network(folders: Folders, given: argparse.Namespace) -> None:
    """Train the network that chooses among the commonest answers."""
    from models.embedded.towers import TextEncoder
    from models.training.answerer.answer_choices import ChoiceRecipe, train_choices
    from models.training.answerer.photo_arrays import reduce
    from models.training.common.text_encoder import write_text_encoder

    graph, words = folders.work / "text.onnx", folders.work / "text-tokenizer.json"
    write_text_encoder(graph, words)
    reduce(folders)
    encoder = TextEncoder(graph, words, given.threads)
    train_choices(folders, encoder, ChoiceRecipe(seed=given.seed), f"network-{given.seed}")


def reinforce(folders: Folders, given: argparse.Namespace) -> None:
    """Go on with the decoder by reward."""
    from models.training.captioner.reinforce import ReinforceRecipe
    from models.training.captioner.reinforce import reinforce as run

    start = folders.work / "runs" / f"main-{given.seed}" / "model.pt"
    recipe = ReinforceRecipe(seed=given.seed)
    run(folders, folders.work / "features", start, recipe, f"reinforced-{given.seed}")


def distil(folders: Folders, given: argparse.Namespace) -> None:
    """Train another decoder, and teach the first what both say together."""
    from models.training.captioner.distil import TEACHER, DistilRecipe
    from models.training.captioner.distil import distil as run
    from models.training.captioner.train import train
    from models.training.common.features import Views

    views, runs = Views(folders.work / "features"), folders.work / "runs"
    first = runs / f"reinforced-{given.seed}" / "model.pt"
    other = train(folders, views, replace(TEACHER, seed=given.seed + 1), f"teacher-{given.seed}")
    recipe = DistilRecipe(seed=given.seed)
    run(folders, views, [first, other], first, recipe, f"distilled-{given.seed}")


def expect(folders: Folders, given: argparse.Namespace) -> None:
    """Train what is expected of people's sentences."""
    from models.training.captioner.expected import ExpectedRecipe, train_expected
    from models.training.common.features import Views

    views = Views(folders.work / "features")
    train_expected(folders, views, ExpectedRecipe(seed=given.seed), f"expected-{given.seed}")


def export(folders: Folders, given: argparse.Namespace) -> None:
    """Write the weights that ship."""
    from models.training.export.export import Parts
    from models.training.export.export import export as write

    runs = folders.work / "runs"
    parts = Parts(
        features=folders.work / "features",
        detector=folders.work / "detector" / "detector.onnx",
        describing=runs / f"distilled-{given.seed}" / "model.pt",
        answering=runs / f"answers-{given.seed}" / "model.pt",
        choosing=runs / f"network-{given.seed}" / "model.pt",
        towers=runs / f"towers-{given.seed}" / "model.pt",
        expecting=runs / f"expected-{given.seed}" / "model.pt",
        text=folders.work,
    )
    write(folders, parts, given.weights, given.version)


def calibrate(folders: Folders, given: argparse.Namespace) -> None:
    """Choose the ranking's and the judges' numbers and put them among the weights."""
    from models.training.answerer.answer_rule import calibrate_answers
    from models.training.export.calibrate import calibrate as choose
    from models.training.export.fit_ranking import fit_ranking

    print(fit_ranking(folders, given.weights))
    rule, measured = choose(folders, given.weights)
    rule.write(folders.work)
    print(rule, measured)
    answer_rule, measured = calibrate_answers(folders, given.weights, rule.grades.unsure)
    answer_rule.write(folders.work)
    print(answer_rule, measured)
    export(folders, given)


def doors(folders: Folders, given: argparse.Namespace) -> None:
    """Train the network that finds doors and handles."""
    from models.training.witness.doors import make

    print({"odds": make(folders, given.weights).odds.tolist()})


def fits(folders: Folders, given: argparse.Namespace) -> None:
    """Choose from which cosine on a stronger model's caption fits a picture."""
    from models.training.export.fit_threshold import measure

    print(measure(folders, given.weights))


def evaluate(folders: Folders, given: argparse.Namespace) -> None:
    """Measure the shipped weights on validation and write the card."""
    from models.training.export.evaluate import evaluate as measure

    measure(folders, given.weights)


STEPS = {
    "prepare": prepare,
    "detector": detector,
    "features": features,
    "heads": heads,
    "witness": witness,
    "train": train,
    "reinforce": reinforce,
    "distil": distil,
    "answers": answers,
    "network": network,
    "towers": towers,
    "expect": expect,
    "export": export,
    "calibrate": calibrate,
    "doors": doors,
    "fits": fits,
    "evaluate": evaluate,
}
BESIDE = {"restore": restore, "held-up": held_up}
"""Steps that are not among `all`."""


def main() -> None:
    """Run one step, or `all` of them in order."""
    parser = argparse.ArgumentParser(
        prog="python -m models.training",
        description="Makes the embedded model. Example: python -m models.training all --data DATA",
    )
    parser.add_argument("step", choices=[*STEPS, *BESIDE, "all"])
    parser.add_argument("--data", type=Path, required=True, help="folder with the training sets")
    parser.add_argument("--work", type=Path, default=Path(".cache"), help="for everything between")
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="the folder that ships")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--version", default="1")
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    torch.set_flush_denormal(True)
    folders = Folders(given.data, given.work)
    for name in STEPS if given.step == "all" else (given.step,):
        (STEPS | BESIDE)[name](folders, given)


if __name__ == "__main__":
    main()

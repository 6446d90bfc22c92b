"""`calibrate-hub NAME` and `calibrate-server ADDRESS` of `python -m models.training`.

They measure a stronger model on the training sets: how sure it may sound.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import platformdirs

from models import embedded, json_files
from models.embedded import files
from models.embedded.open_answers import load_answer_verifier
from models.embedded.verifier import load_verifier
from models.hub import checkpoint_store, loading
from models.interfaces import AnswerVerifier, Base, ClaimWeigher, ServerFault, VisionModel
from models.judging.written import FILE
from models.messages import HubError, ServerError
from models.remote.address import parse
from models.remote.client import Client, ServerSettings
from models.remote.verifiers import measured
from models.training.calibration.towers import calibrate_towers
from models.training.calibration.writers import Steadfast, calibrate_writer
from models.training.common.data import SETS, Folders, unpack

LANTERN: Final = platformdirs.user_data_path("lantern")
SLOWEST: Final = 8.0
"""Seconds that a server's word may take: the longest that the settings allow."""


def main(arguments: list[str]) -> int:
    """Calibrate a pulled checkpoint or a server's model; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m models.training")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    checkpoint = commands.add_parser("calibrate-hub", help="measure a pulled checkpoint")
    checkpoint.add_argument("name", metavar="NAME", help="its name")
    checkpoint.add_argument(
        "--models", type=Path, default=LANTERN / "models", help="folder of the checkpoints"
    )
    checkpoint.set_defaults(measure=_checkpoint)
    server = commands.add_parser("calibrate-server", help="measure a served model")
    server.add_argument("address", metavar="ADDRESS", help="such as http://192.168.1.20:8000")
    server.add_argument("--model", default="", help="the name of the model there (its first)")
    server.add_argument("--key-file", type=Path, help="the file that holds the server's key")
    server.add_argument(
        "--servers", type=Path, default=LANTERN / "servers", help="folder for the thresholds"
    )
    server.set_defaults(measure=_server)
    for command in (checkpoint, server):
        command.add_argument("--data", type=Path, required=True, help="folder of the training sets")
        command.add_argument("--work", type=Path, help="where they are unpacked (DATA/work)")
        command.add_argument("--photos", type=int, default=500, help="of each set (500)")
        command.add_argument("--threads", type=int, default=0, help="processor cores (all)")
    args = parser.parse_args(arguments)
    try:
        for name, value in args.measure(args).items():
            print(f"{name}: {value:.3f}")
    except ServerError as error:
        print(f"The server cannot be measured: {error}. Nothing was written.", file=sys.stderr)
        return 1
    except (HubError, embedded.ModelError, ValueError) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


NAMES: Final = ("calibrate-hub", "calibrate-server")


@dataclass(frozen=True, slots=True)
class Own:
    """The model that ships, and what checks texts with it."""

    base: Base
    weigher: ClaimWeigher
    answers: AnswerVerifier


def _embedded(threads: int) -> Own:
    model = embedded.load(threads=threads)
    return Own(model, load_verifier(model), load_answer_verifier(files.WEIGHTS))


def _unpacked(args: argparse.Namespace) -> Folders:
    folders = Folders(args.data, args.work or args.data / "work")
    for name in SETS:
        unpack(folders, name)
    return folders


def _checkpoint(args: argparse.Namespace) -> dict[str, float]:
    installed = checkpoint_store.read(args.models, args.name)
    folders = _unpacked(args)
    own = _embedded(args.threads)
    target = args.models / args.name
    if installed.kind == "towers":
        towers = loading.towers(args.models, args.name, own.base, threads=args.threads)
        return calibrate_towers(towers, folders, target)
    model, *_ = loading.decoder(args.models, args.name, own.base, threads=args.threads)
    return _written(model, own, folders, args.photos, target / checkpoint_store.CALIBRATION)


def _server(args: argparse.Namespace) -> dict[str, float]:
    client = Client(ServerSettings(parse(args.address), args.model, args.key_file))
    name = client.chosen().name
    folders = _unpacked(args)
    own = _embedded(args.threads)
    model = Steadfast(own.base, client, _end_on_fault, SLOWEST)
    model.connect()
    return _written(model, own, folders, args.photos, measured(args.servers, name))


def _written(
    model: VisionModel, own: Own, folders: Folders, photos: int, target: Path
) -> dict[str, float]:
    rule, found = calibrate_writer(model, own.weigher, own.answers, folders, photos)
    target.mkdir(parents=True, exist_ok=True)
    json_files.write(target / FILE, rule)
    return found


def _end_on_fault(fault: ServerFault | None, detail: str) -> None:
    if fault is not None:
        raise ServerError(fault, detail)

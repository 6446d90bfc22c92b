"""`python -m models.hub calibrate NAME --data DATA`: how sure a checkpoint may sound, from data."""

import argparse
import sys
from pathlib import Path

import platformdirs

from models import embedded
from models.embedded import files
from models.embedded.answer_verifier import load_answer_verifier
from models.embedded.caption_verifier import load_verifier
from models.hub import checkpoint_store, loading
from models.hub.errors import HubError
from models.judging.calibration_options import add_options, unpacked

MODELS = platformdirs.user_data_path("lantern") / "models"


def main(arguments: list[str] | None = None) -> int:
    """Calibrate one checkpoint that was pulled; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m models.hub", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("calibrate", help="choose the numbers of a checkpoint's judges")
    command.add_argument("name", metavar="NAME", help="a checkpoint that was pulled")
    add_options(command)
    command.add_argument("--models", type=Path, default=MODELS, help="where checkpoints lie")
    args = parser.parse_args(arguments)
    try:
        for name, value in _calibrated(args).items():
            print(f"{name}: {value:.3f}")
    except (HubError, embedded.ModelError, ValueError) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


def _calibrated(args: argparse.Namespace) -> dict[str, float]:
    from models.hub import calibrate

    installed = checkpoint_store.read(args.models, args.name)
    folders = unpacked(args)
    base = embedded.load(threads=args.threads)
    target = args.models / args.name
    if installed.kind == "towers":
        towers = loading.towers(args.models, args.name, base, threads=args.threads)
        return calibrate.calibrate_towers(towers, folders, target)
    verifiers = load_verifier(files.WEIGHTS), load_answer_verifier(files.WEIGHTS)
    speaker = loading.speaker(args.models, args.name, base, *verifiers, threads=args.threads)
    return calibrate.calibrate_speaker(speaker.model, folders, target, args.photos)


if __name__ == "__main__":
    sys.exit(main())

"""Options of the commands that measure a stronger model on the training sets."""

import argparse
from pathlib import Path

from models.training.common.data import SETS, Folders, unpack


def add_options(command: argparse.ArgumentParser) -> None:
    """Add the folders of the sets, the number of photos to describe, and the threads."""
    command.add_argument("--data", type=Path, required=True, help="the folder of the training sets")
    command.add_argument("--work", type=Path, help="where they are unpacked (DATA/work)")
    command.add_argument("--photos", type=int, default=500, help="of Flickr8k to describe (500)")
    command.add_argument("--threads", type=int, default=0, help="processor cores (all)")


def unpacked(args: argparse.Namespace) -> Folders:
    """Unpack all sets and return their folders."""
    folders = Folders(args.data, args.work or args.data / "work")
    for name in SETS:
        unpack(folders, name)
    return folders

"""`python -m models.remote calibrate ADDRESS --data DATA`: how sure a server may sound."""

import argparse
import sys
from pathlib import Path

import platformdirs

from models import embedded
from models.interfaces import ServerFault
from models.judging.calibration_options import add_options, unpacked
from models.remote.address import parse
from models.remote.client import Client, ServerSettings
from models.remote.errors import ServerError

SERVERS = platformdirs.user_data_path("lantern") / "servers"
SLOWEST = 8.0
"""Seconds that a word may take: the longest that the settings allow."""


def main(arguments: list[str] | None = None) -> int:
    """Measure the model of a server; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m models.remote", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("calibrate", help="choose the numbers of a served model's judges")
    command.add_argument("address", metavar="ADDRESS", help="such as http://192.168.1.20:8000")
    command.add_argument("--model", default="", help="the name of the model there (its first)")
    command.add_argument("--key-file", type=Path, help="the file that holds the server's key")
    add_options(command)
    command.add_argument("--servers", type=Path, default=SERVERS, help="where the numbers go")
    args = parser.parse_args(arguments)
    try:
        for name, value in _calibrated(args).items():
            print(f"{name}: {value:.3f}")
    except ServerError as error:
        print(f"The server cannot be measured: {error}. Nothing was written.", file=sys.stderr)
        return 1
    except (embedded.ModelError, ValueError) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


def _calibrated(args: argparse.Namespace) -> dict[str, float]:
    from models.training.export.server_rule import Steadfast, calibrate_server

    client = Client(ServerSettings(parse(args.address), args.model, args.key_file))
    name = client.chosen().name
    folders = unpacked(args)
    model = Steadfast(embedded.load(threads=args.threads), client, _told, SLOWEST)
    model.connect()
    return calibrate_server(model, name, folders, args.servers, args.photos)


def _told(fault: ServerFault | None, detail: str) -> None:
    """A server that goes away ends the measuring."""
    if fault is not None:
        raise ServerError(fault, detail)


if __name__ == "__main__":
    sys.exit(main())

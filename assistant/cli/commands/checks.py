"""The commands that examine this computer: doctor, bench."""

import argparse
from pathlib import Path

from assistant.cli.arguments import Commands, count, printing, show
from assistant.saying.messages.commands_lines import CommandHelp, Placeholder


def add_to(commands: Commands) -> None:
    """Add the commands."""
    doctor = commands.add("doctor", _doctor, CommandHelp.DOCTOR, "lantern doctor", sounds=True)
    means = CommandHelp.DOCTOR_MODEL
    doctor.add_word("--model", Placeholder.NAME, means, nargs="?", const="")
    work = printing("cli.bench:run", "runs out", "says")
    example = "lantern bench --runs 20"
    bench = commands.add("bench", work, CommandHelp.BENCH, example, sounds=True)
    bench.add_word("--runs", "N", CommandHelp.RUNS, 20, type=count)
    out = "benchmarks/bench.csv"
    bench.add_word("--out", Placeholder.FILE, CommandHelp.OUT, out, type=Path)


def _doctor(args: argparse.Namespace) -> int:
    from assistant.cli import doctor

    checks = doctor.checks() if args.model is None else doctor.described(args.model)
    return show((check.to_json() for check in checks), args, "says")

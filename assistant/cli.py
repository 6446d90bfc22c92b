"""The command `lantern`: one function a command.

What a command needs is imported in its function, so that no command waits for another's parts.
"""

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant import language
from assistant.calls import COULD_NOT, add, add_pictures, count, group, names_pictures, show
from assistant.commands import models, reading, retrieval, senses, serving
from assistant.config import ConfigError, load, spoken_language
from assistant.desktop import Shortcut
from assistant.events import Action
from assistant.remembered import recall_tour


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command; gives the exit code: 0 done, 1 could not, 2 wrong call."""
    parser = _parser()
    args = parser.parse_args(arguments)
    if args.command is _ask and not _asks(args):
        parser.error("ask needs a photo and a question, or --batch and a file")
    if not names_pictures(args):
        parser.error("name one photo or more, or --clipboard, or --screen")
    if args.command is retrieval.embed and not (args.photo or args.text):
        parser.error("embed needs a photo, or --text and a text")
    if args.command in _SOUNDING:
        from assistant.voice.quiet import quiet_libraries

        quiet_libraries()
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    language.use_setting(spoken_language())
    command: Callable[[argparse.Namespace], int] = args.command
    try:
        return command(args)
    except ConfigError as fault:
        print(fault, file=sys.stderr)
    except BrokenPipeError:
        # Nobody reads any more; Python would complain again when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
    return COULD_NOT


def _asks(args: argparse.Namespace) -> bool:
    if args.batch is not None:
        return args.photo is None
    return bool(args.photo and args.question and args.question.strip())


def _run(args: argparse.Namespace) -> int:
    from assistant import app

    settings = load()
    tour = args.tour or (sys.stdin.isatty() and not recall_tour())
    return app.run(settings, app.show(settings, json=args.json), tour=tour)


def _demo(args: argparse.Namespace) -> int:
    from assistant import demo, show

    return demo.run(load(), show.Objects() if args.json else show.Lines())


def _describe(args: argparse.Namespace) -> int:
    from assistant import model_choice, photos

    try:
        if args.surface is not None:
            return show([photos.described_own(load(), args.surface)], args, "spoken")
        return show(photos.described(load(), args.photo), args, "says", "photo")
    except model_choice.StartError as fault:
        print(fault, file=sys.stderr)
        return COULD_NOT


def _ask(args: argparse.Namespace) -> int:
    from assistant import model_choice, photos

    try:
        if args.batch is None:
            asked = [photos.Asked(args.photo, args.question)]
        else:
            asked = photos.questions(args.batch)
        return show(photos.answered(load(), asked), args, "spoken")
    except OSError as fault:
        reason = (fault.strerror or "unknown reason").lower()
        print(f"{args.batch} cannot be read: {reason}. Name another file.", file=sys.stderr)
    except UnicodeDecodeError:
        print(f"{args.batch} is not text in UTF-8. Save it with that encoding.", file=sys.stderr)
    except model_choice.StartError as fault:
        print(fault, file=sys.stderr)
    return COULD_NOT


def _transcribe(args: argparse.Namespace) -> int:
    from assistant import app
    from assistant.ears import recogniser, transcribe

    try:
        found = transcribe.transcribe(args.file, app.recogniser(load()))
        return show((one.to_json() for one in found), args, "text", "file")
    except recogniser.RecogniserError as fault:
        print(fault, file=sys.stderr)
        return COULD_NOT


def _say(args: argparse.Namespace) -> int:
    from assistant import say

    return show([say.say(load(), args.text, args.output)], args, "text")


def _doctor(args: argparse.Namespace) -> int:
    from assistant import doctor

    return show((check.to_json() for check in doctor.checks()), args, "says")


def _bench(args: argparse.Namespace) -> int:
    from assistant import bench

    return show(bench.run(load(), args.runs, args.out), args, "says")


def _trigger(args: argparse.Namespace) -> int:
    from assistant.hands import trigger

    answer = trigger.send(args.action)
    if answer == trigger.OK:
        return show([{"action": args.action}], args)
    return show([{"action": args.action, "error": answer}], args)


def _service(args: argparse.Namespace) -> int:
    from assistant.hands import service

    try:
        done = service.install() if args.what == "install" else service.remove()
    except service.ServiceError as fault:
        return show([{"service": args.what, "error": str(fault)}], args)
    return show([{"service": args.what, "done": done}], args, "done")


_SOUNDING = (_run, _demo, _say, _doctor, _bench)
"""The commands that use the sound card."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lantern",
        description="Says what is in front of the camera, without the internet.",
        epilog="Each command tells more with --help after it. Example: lantern run",
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    run = add(commands, "run", _run, "start with the camera", "lantern run")
    run.add_argument("--tour", action="store_true", help="begin with the tour of the first start")
    add(commands, "demo", _demo, "show it on sample photos; needs no camera", "lantern demo")
    describe = add(
        commands, "describe", _describe, "say what is on photos", "lantern describe cup.jpg --json"
    )
    add_pictures(describe)
    ask = add(
        commands,
        "ask",
        _ask,
        "answer a question about a photo",
        'lantern ask cup.jpg "What colour is the cup?"',
    )
    ask.add_argument("photo", nargs="?", metavar="PHOTO", help="a photo's file")
    ask.add_argument("question", nargs="?", metavar="QUESTION", help="in your own words")
    ask.add_argument(
        "--batch", type=Path, metavar="FILE", help='one {"photo": …, "question": …} a line instead'
    )
    reading.add_to(commands)
    senses.add_to(commands)
    retrieval.add_to(commands)
    serving.add_to(commands)
    transcribe = add(
        commands,
        "transcribe",
        _transcribe,
        "write down what is said in sound files",
        "lantern transcribe question.wav",
    )
    transcribe.add_argument("file", nargs="+", type=Path, metavar="WAV", help="a sound file")
    say = add(commands, "say", _say, "speak a text", 'lantern say "Good morning." -o morning.wav')
    say.add_argument("text", metavar="TEXT", help="what to say")
    say.add_argument("-o", dest="output", type=Path, metavar="WAV", help="write it to a file")
    models.add_to(commands)
    add(commands, "doctor", _doctor, "check every part, and say how to mend it", "lantern doctor")
    bench = add(commands, "bench", _bench, "measure how fast it is here", "lantern bench --runs 20")
    bench.add_argument(
        "--runs", type=count, default=20, metavar="N", help="how often each is measured (20)"
    )
    bench.add_argument(
        "--out", type=Path, metavar="FILE", help="the csv file (benchmarks/bench.csv)"
    )
    trigger = add(
        commands,
        "trigger",
        _trigger,
        "press a key of the Lantern that runs",
        "lantern trigger describe",
    )
    actions = (*map(str, Action), *map(str, Shortcut))
    trigger.add_argument("action", choices=actions, metavar="ACTION")
    trigger.description = f"The actions are {', '.join(actions)}."
    service = group(commands, "service", "start at log-in", "lantern service install")
    for what, does in (("install", "start Lantern at every log-in"), ("remove", "no longer")):
        add(service, what, _service, does, f"lantern service {what}").set_defaults(what=what)
    return parser

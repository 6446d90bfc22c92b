"""The command `lantern`: one function a command.

What a command needs is imported in its function, so that no command waits for another's parts.
"""

import argparse
import io
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.asr.base import RecogniserError
from assistant.cli.arguments import (
    COULD_NOT,
    Commands,
    Parser,
    UnprintedError,
    add,
    add_photo,
    add_pictures,
    add_word,
    count,
    group,
    names_pictures,
    show,
)
from assistant.cli.commands import (
    models_commands,
    reading_commands,
    retrieval_commands,
    senses_commands,
    serving_commands,
)
from assistant.protocol.desktop import Shortcut
from assistant.protocol.faults import StartError
from assistant.protocol.spoken import Spoken, message_of
from assistant.protocol.text import CannotReadError
from assistant.runtime.remembered import recall_tour
from assistant.saying.language import Catalogue, WordsFormatter
from assistant.saying.messages.commands_lines import CallFault, CommandHelp, Placeholder
from assistant.saying.messages.files_lines import FileFault, unreadable
from assistant.settings.config import ConfigError, defaults, load, spoken_language
from assistant.skills.registry import actions


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command; gives the exit code: 0 done, 1 could not, 2 wrong call.

    To systemd alone, `run` gives another code after a fault of the program itself.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Names of files need not be text; standard error is so by itself.
        sys.stdout.reconfigure(errors="backslashreplace")
    catalogue = Catalogue.of_setting(spoken_language())
    words = catalogue.text
    args = _parser(catalogue).parse_args(arguments)
    if args.command is _ask and not _asks(args):
        args.refuse(words(CallFault.ASK.said()))
    if not names_pictures(args):
        args.refuse(words(CallFault.PICTURES.said()))
    if args.command is retrieval_commands.embed and not (args.photo or args.text):
        args.refuse(words(CallFault.EMBED.said()))
    if args.command in _SOUNDING:
        from assistant.tts.screen_reader import quiet_libraries

        quiet_libraries()
    notes = logging.StreamHandler()
    notes.setFormatter(WordsFormatter(catalogue))
    logging.getLogger().addHandler(notes)
    command: Callable[[argparse.Namespace], int] = args.command
    try:
        return command(args)
    except ConfigError as fault:
        print("\n".join(map(words, fault.lines)), file=sys.stderr)
        if args.command in (_run, _demo):
            _aloud(words(fault.spoken))
    except (StartError, CannotReadError, RecogniserError) as fault:
        print(words(fault), file=sys.stderr)
    except (BrokenPipeError, UnprintedError) as fault:
        if isinstance(fault, UnprintedError):
            print(words(fault), file=sys.stderr)
        # Nothing can be printed any more; Python would complain again when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        print(words(CallFault.STOPPED.said()), file=sys.stderr)
    finally:
        logging.getLogger().removeHandler(notes)
    return COULD_NOT


def _asks(args: argparse.Namespace) -> bool:
    if args.batch is not None:
        return args.photo is None
    return bool(args.photo and args.question and args.question.strip())


def _run(args: argparse.Namespace) -> int:
    from assistant.keys import systemd_service
    from assistant.runtime import compose

    settings = load()
    tour = args.tour or (sys.stdin.isatty() and not recall_tour())
    code = compose.run(settings, compose.show(settings, json=args.json), tour=tour)
    return code if systemd_service.started_this() else min(code, COULD_NOT)


def _aloud(text: str) -> None:
    """Say it to whoever does not see the terminal, whatever is wrong with the settings."""
    from assistant.cli.say import say

    try:
        settings = load()
    except ConfigError:
        settings = defaults()
    say(settings, text, None)


def _demo(args: argparse.Namespace) -> int:
    from assistant.cli import demo
    from assistant.runtime import output

    return min(demo.run(load(), output.Objects() if args.json else output.Lines()), COULD_NOT)


def _describe(args: argparse.Namespace) -> int:
    from assistant.cli import photos

    if args.surface is not None:
        return show([photos.described_own(load(), args.surface)], args, "spoken")
    return show(photos.described(load(), args.photo), args, "says", "photo")


def _ask(args: argparse.Namespace) -> int:
    from assistant.cli import photos

    try:
        if args.batch is None:
            asked = [photos.PhotoQuestion(args.photo, args.question)]
        else:
            asked = photos.questions(args.batch)
    except OSError as fault:
        print(args.catalogue.text(unreadable(args.batch, fault)), file=sys.stderr)
        return COULD_NOT
    except UnicodeDecodeError:
        fault_text = args.catalogue.text(FileFault.NOT_TEXT.said(file=args.batch))
        print(fault_text, file=sys.stderr)
        return COULD_NOT
    return show(photos.answered(load(), asked), args, "spoken")


def _transcribe(args: argparse.Namespace) -> int:
    from assistant.asr import transcribe
    from assistant.runtime import compose

    settings = load()
    recogniser = compose.recogniser(settings, compose.language(settings))
    found = transcribe.transcribe(args.file, recogniser)
    return show(found, args, "text", "file")


def _say(args: argparse.Namespace) -> int:
    from assistant.cli import say

    return show([say.say(load(), args.text, args.output)], args, "text")


def _doctor(args: argparse.Namespace) -> int:
    from assistant.cli import doctor

    return show((check.to_json() for check in doctor.checks()), args, "says")


def _bench(args: argparse.Namespace) -> int:
    from assistant.cli import bench

    return show(bench.run(load(), args.runs, args.out), args, "says")


def _trigger(args: argparse.Namespace) -> int:
    from assistant.keys import trigger

    answer = trigger.send(args.action)
    if answer == trigger.OK:
        return show([{"action": args.action}], args)
    code = show([{"action": args.action, "error": answer}], args)
    if not (args.json or sys.stderr.isatty()):
        from assistant.tts.screen_reader import quiet_libraries

        quiet_libraries()
        _aloud(args.catalogue.text(answer))
    return code


def _service(args: argparse.Namespace) -> int:
    from assistant.keys import systemd_service

    try:
        done = systemd_service.install() if args.what == "install" else systemd_service.remove()
    except systemd_service.ServiceError as fault:
        return show([{"service": args.what, "error": message_of(fault)}], args)
    return show([{"service": args.what, "done": done}], args, "done")


_SOUNDING = (_run, _demo, _say, _doctor, _bench)
"""The commands that use the sound card."""


def _parser(catalogue: Catalogue) -> Parser:
    words = catalogue.text
    example = CommandHelp.EXAMPLE.said(command="lantern run")
    parser = Parser(
        catalogue=catalogue,
        prog="lantern",
        description=words(CommandHelp.PROGRAM.said()),
        epilog=words(Spoken.of(CommandHelp.MORE.said(), example)),
    )
    commands = Commands(parser)
    run = add(commands, "run", _run, CommandHelp.RUN, "lantern run")
    run.add_argument("--tour", action="store_true", help=words(CommandHelp.TOUR.said()))
    add(commands, "demo", _demo, CommandHelp.DEMO, "lantern demo")
    describe = add(
        commands, "describe", _describe, CommandHelp.DESCRIBE, "lantern describe cup.jpg --json"
    )
    add_pictures(describe)
    ask = add(
        commands, "ask", _ask, CommandHelp.ASK, 'lantern ask cup.jpg "What colour is the cup?"'
    )
    add_photo(ask, "?")
    add_word(ask, "question", Placeholder.QUESTION, CommandHelp.QUESTION, nargs="?")
    ask.add_argument(
        "--batch",
        type=Path,
        metavar=words(Placeholder.FILE.said()),
        help=words(CommandHelp.BATCH.said(example='{"photo": …, "question": …}')),
    )
    reading_commands.add_to(commands)
    senses_commands.add_to(commands)
    retrieval_commands.add_to(commands)
    serving_commands.add_to(commands)
    transcribe = add(
        commands,
        "transcribe",
        _transcribe,
        CommandHelp.TRANSCRIBE,
        "lantern transcribe question.wav",
    )
    add_word(transcribe, "file", "WAV", CommandHelp.SOUND_FILE, nargs="+", type=Path)
    say = add(commands, "say", _say, CommandHelp.SAY, 'lantern say "Good morning." -o morning.wav')
    add_word(say, "text", Placeholder.TEXT, CommandHelp.SAY_TEXT)
    add_word(say, "-o", "WAV", CommandHelp.SAY_FILE, dest="output", type=Path)
    models_commands.add_to(commands)
    add(commands, "doctor", _doctor, CommandHelp.DOCTOR, "lantern doctor")
    bench = add(commands, "bench", _bench, CommandHelp.BENCH, "lantern bench --runs 20")
    add_word(bench, "--runs", "N", CommandHelp.RUNS, 20, type=count, default=20)
    where = "benchmarks/bench.csv"
    add_word(bench, "--out", Placeholder.FILE, CommandHelp.OUT, where, type=Path)
    trigger = add(commands, "trigger", _trigger, CommandHelp.TRIGGER, "lantern trigger describe")
    names = (*map(str, actions()), *map(str, Shortcut))
    trigger.add_argument("action", choices=names, metavar=words(Placeholder.ACTION.said()))
    trigger.description = words(CommandHelp.ACTIONS.said(actions=names))
    service = group(commands, "service", CommandHelp.SERVICE, "lantern service install")
    for what in ("install", "remove"):
        does = CommandHelp[f"SERVICE_{what.upper()}"]
        add(service, what, _service, does, f"lantern service {what}").set_defaults(what=what)
    return parser

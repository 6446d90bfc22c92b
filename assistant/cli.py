"""The command `lantern`: one function a command.

What a command needs is imported in its function, so that no command waits for another's parts.
"""

import argparse
import json
import logging
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from assistant import phrases
from assistant.calls import Commands, add, count, group, labels
from assistant.config import ConfigError, load
from assistant.events import Action

DONE, COULD_NOT = 0, 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command; gives the exit code: 0 done, 1 could not, 2 wrong call."""
    parser = _parser()
    args = parser.parse_args(arguments)
    if args.command is _ask and not _asks(args):
        parser.error("ask needs a photo and a question, or --batch and a file")
    if args.command is _embed and not (args.photo or args.text):
        parser.error("embed needs a photo, or --text and a text")
    if args.command in _SOUNDING:
        from assistant.voice.quiet import quiet_libraries

        quiet_libraries()
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    phrases.use()
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
    return app.run(settings, app.show(settings, json=args.json))


def _demo(args: argparse.Namespace) -> int:
    from assistant import demo, show

    return demo.run(load(), show.Objects() if args.json else show.Lines())


def _describe(args: argparse.Namespace) -> int:
    from assistant import app, photos

    try:
        return _print(photos.described(load(), args.photo), args, "spoken", "photo")
    except app.StartError as fault:
        print(fault, file=sys.stderr)
        return COULD_NOT


def _ask(args: argparse.Namespace) -> int:
    from assistant import app, photos

    try:
        if args.batch is None:
            asked = [photos.Asked(args.photo, args.question)]
        else:
            asked = photos.questions(args.batch)
        return _print(photos.answered(load(), asked), args, "spoken")
    except OSError as fault:
        reason = (fault.strerror or "unknown reason").lower()
        print(f"{args.batch} cannot be read: {reason}. Name another file.", file=sys.stderr)
    except UnicodeDecodeError:
        print(f"{args.batch} is not text in UTF-8. Save it with that encoding.", file=sys.stderr)
    except app.StartError as fault:
        print(fault, file=sys.stderr)
    return COULD_NOT


def _embed(args: argparse.Namespace) -> int:
    from assistant import retrieval

    args.json = True
    return _of_space(retrieval.embedded(load(), args.photo, args.text or []), args)


def _classify(args: argparse.Namespace) -> int:
    from assistant import retrieval

    return _of_space(retrieval.classified(load(), args.photo, args.labels), args, "says", "photo")


def _captions(args: argparse.Namespace) -> int:
    from assistant import retrieval

    return _of_space(retrieval.captioned(load(), args.photo, args.file, args.top), args, "says")


def _index(args: argparse.Namespace) -> int:
    from assistant import retrieval

    return _of_space(retrieval.indexed(load(), args.folder), args, "says")


def _search(args: argparse.Namespace) -> int:
    from assistant import retrieval

    return _of_space(retrieval.searched(load(), args.query, args.folder, args.top), args, "caption")


def _similar(args: argparse.Namespace) -> int:
    from assistant import retrieval

    return _of_space(retrieval.similar(load(), args.photo, args.folder, args.top), args, "caption")


def _of_space(objects: Iterable[dict[str, object]], args: argparse.Namespace, *names: str) -> int:
    """Print what the space of pictures and texts gives, as `_print` does."""
    from assistant import app

    try:
        return _print(objects, args, *names)
    except app.StartError as fault:
        print(fault, file=sys.stderr)
        return COULD_NOT


def _transcribe(args: argparse.Namespace) -> int:
    from assistant import app
    from assistant.ears import recogniser, transcribe

    try:
        found = transcribe.transcribe(args.file, app.recogniser(load()))
        return _print((one.to_json() for one in found), args, "text", "file")
    except recogniser.RecogniserError as fault:
        print(fault, file=sys.stderr)
        return COULD_NOT


def _say(args: argparse.Namespace) -> int:
    from assistant import say

    return _print([say.say(load(), args.text, args.output)], args, "text")


def _models_list(args: argparse.Namespace) -> int:
    from assistant import app, pull
    from assistant.ears.recogniser import models_folder

    return _print([*app.models(), *pull.listed(app.CATALOGUE, models_folder())], args, "says")


def _models_pull(args: argparse.Namespace) -> int:
    from assistant import app, pull
    from assistant.ears.recogniser import models_folder

    return _print(pull.pull(args.name, app.CATALOGUE, models_folder()), args, "says")


def _doctor(args: argparse.Namespace) -> int:
    from assistant import doctor

    return _print((check.to_json() for check in doctor.checks()), args, "says")


def _bench(args: argparse.Namespace) -> int:
    from assistant import bench

    return _print(bench.run(load(), args.runs, args.out), args, "says")


def _trigger(args: argparse.Namespace) -> int:
    from assistant.hands import trigger

    answer = trigger.send(args.action)
    if answer == trigger.OK:
        return _print([{"action": args.action}], args)
    return _print([{"action": args.action, "error": answer}], args)


def _service(args: argparse.Namespace) -> int:
    from assistant.hands import service

    try:
        done = service.install() if args.what == "install" else service.remove()
    except service.ServiceError as fault:
        return _print([{"service": args.what, "error": str(fault)}], args)
    return _print([{"service": args.what, "done": done}], args, "done")


_SOUNDING = (_run, _demo, _say, _doctor, _bench)
"""The commands that use the sound card."""


def _print(
    objects: Iterable[dict[str, object]],
    args: argparse.Namespace,
    field: str = "",
    name: str = "",
) -> int:
    """Print results as they come; gives 1 if one has an `error` or is not `ok`.

    Without --json the `field` is printed, after `name` where several things are asked for, and an
    `error` goes to standard error.
    """
    code = DONE
    for result in objects:
        fault = result.get("error")
        if fault or result.get("ok") is False:
            code = COULD_NOT
        if args.json:
            print(json.dumps(result, ensure_ascii=False), flush=True)
        elif fault:
            print(fault, file=sys.stderr)
        elif field:
            several = name and len(getattr(args, name)) > 1
            print(f"{result[name]}: {result[field]}" if several else result[field], flush=True)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lantern",
        description="Says what is in front of the camera, without the internet.",
        epilog="Each command tells more with --help after it. Example: lantern run",
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    add(commands, "run", _run, "start with the camera", "lantern run")
    add(commands, "demo", _demo, "show it on sample photos; needs no camera", "lantern demo")
    describe = add(
        commands, "describe", _describe, "say what is on photos", "lantern describe cup.jpg --json"
    )
    describe.add_argument("photo", nargs="+", metavar="PHOTO", help="a photo's file")
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
    _add_retrieval(commands)
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
    models = group(commands, "models", "the models that look at pictures", "lantern models list")
    add(models, "list", _models_list, "say which models there are", "lantern models list --json")
    fetch = add(
        models,
        "pull",
        _models_pull,
        "fetch a model of the list from the network",
        "lantern models pull vosk-small-en",
    )
    fetch.add_argument("name", metavar="NAME", help="its name in the list")
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
    trigger.add_argument("action", choices=[str(one) for one in Action], metavar="ACTION")
    trigger.description = f"The actions are {', '.join(Action)}."
    service = group(commands, "service", "start at log-in", "lantern service install")
    for what, does in (("install", "start Lantern at every log-in"), ("remove", "no longer")):
        add(service, what, _service, does, f"lantern service {what}").set_defaults(what=what)
    return parser


def _add_retrieval(commands: Commands) -> None:
    embed = add(
        commands,
        "embed",
        _embed,
        "give the vectors of photos and texts as numbers",
        'lantern embed cup.jpg --text "a cup"',
    )
    embed.add_argument("photo", nargs="*", metavar="PHOTO", help="a photo's file")
    embed.add_argument("--text", action="append", metavar="TEXT", help="a text; may come again")
    classify = add(
        commands,
        "classify",
        _classify,
        "say which of several names fits a photo best",
        'lantern classify can.jpg --labels "soup,beans,milk"',
    )
    classify.add_argument("photo", nargs="+", metavar="PHOTO", help="a photo's file")
    classify.add_argument("--labels", type=labels, required=True, metavar="LABELS",
                          help="names with commas")  # fmt: skip
    captions = add(
        commands,
        "captions",
        _captions,
        "say which lines of a text file fit a photo best",
        "lantern captions dog.jpg --from captions.txt",
    )
    captions.add_argument("photo", metavar="PHOTO", help="a photo's file")
    captions.add_argument("--from", dest="file", type=Path, required=True, metavar="FILE",
                          help="a text file with one caption a line")  # fmt: skip
    index = add(
        commands,
        "index",
        _index,
        "look through a folder of photos, so that it can be searched",
        "lantern index Pictures",
    )
    index.add_argument("folder", type=Path, metavar="FOLDER", help="a folder of photos")
    search = add(
        commands,
        "search",
        _search,
        "find the photos of a folder that fit some words",
        'lantern search "dog at the beach" --in Pictures',
    )
    search.add_argument("query", metavar="QUERY", help="what the photo shall show")
    similar = add(
        commands,
        "similar",
        _similar,
        "find the photos of a folder that are like a photo",
        "lantern similar dog.jpg --in Pictures",
    )
    similar.add_argument("photo", metavar="PHOTO", help="a photo's file")
    for one in (search, similar):
        one.add_argument("--in", dest="folder", type=Path, required=True, metavar="FOLDER",
                         help="a folder of photos")  # fmt: skip
    for one in (captions, search, similar):
        one.add_argument("--top", type=count, default=5, metavar="N", help="how many to give (5)")

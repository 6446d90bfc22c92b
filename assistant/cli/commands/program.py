"""The commands about the running program: run, demo, trigger, serve, phone, service."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from assistant.cli.arguments import COULD_NOT, Commands, printing, show
from assistant.protocol.desktop import Shortcut
from assistant.protocol.spoken import message_of
from assistant.runtime.remembered import recalls
from assistant.saying.messages.commands_lines import CallFault, CommandHelp, Placeholder
from assistant.settings.config import load, load_in_spite_of_faults
from assistant.skills.skill import actions


def add_to(commands: Commands) -> None:
    """Add the commands."""
    run = commands.add("run", _run, CommandHelp.RUN, "lantern run", sounds=True, speaks=True)
    run.add_word("file", Placeholder.FILE, CommandHelp.RUN_FILE, nargs="?", type=Path)
    run.add_flag("--tour", CommandHelp.TOUR)
    commands.add("demo", _demo, CommandHelp.DEMO, "lantern demo", sounds=True, speaks=True)
    trigger = commands.add("trigger", _trigger, CommandHelp.TRIGGER, "lantern trigger describe")
    names = (*map(str, actions()), *map(str, Shortcut))
    trigger.add_argument("action", choices=names, metavar=trigger.text(Placeholder.ACTION.said()))
    trigger.add_word("file", Placeholder.FILE, CommandHelp.TRIGGER_FILE, nargs="?", type=Path)
    trigger.description = trigger.text(CommandHelp.ACTIONS.said(actions=names))
    serve = printing("server.serve:run", "", "says")
    commands.add("serve", serve, CommandHelp.SERVE, "lantern serve")
    phone = commands.add("phone", _phone, CommandHelp.PHONE, "lantern phone", sounds=True)
    what = phone.text(CommandHelp.PHONE_WHAT.said())
    phone.add_argument("what", nargs="?", choices=("list", "forget"), help=what)
    phone.add_word("name", Placeholder.NAME, CommandHelp.PHONE_NAME, nargs="*")
    phone.add_flag("--https", CommandHelp.PHONE_HTTPS)
    phone.add_flag("--camera", CommandHelp.PHONE_CAMERA)
    service = commands.group("service", CommandHelp.SERVICE, "lantern service install")
    for what in ("install", "remove"):
        does = CommandHelp[f"SERVICE_{what.upper()}"]
        service.add(what, _service, does, f"lantern service {what}").set_defaults(what=what)


def _run(args: argparse.Namespace) -> int:
    from assistant.keys import systemd_service
    from assistant.runtime import compose

    settings = load_in_spite_of_faults()
    first = sys.stdin.isatty() and args.file is None and not recalls("toured")
    tour = args.tour or first
    printer = compose.printer(settings, json=args.json)
    code = compose.run(settings, printer, tour=tour, document=args.file)
    return code if systemd_service.started_this() else min(code, COULD_NOT)


def _demo(args: argparse.Namespace) -> int:
    from assistant.cli import demo
    from assistant.runtime import output

    printer = output.JsonLines() if args.json else output.SpokenLines()
    return min(demo.run(load_in_spite_of_faults(), printer), COULD_NOT)


def _trigger(args: argparse.Namespace) -> int:
    from assistant.keys import trigger

    action = args.action
    if (args.file is not None) != (action == Shortcut.READ_FILE):
        args.refuse(CallFault.READ_FILE)
    if args.file is not None:
        action = f"{action} {args.file.absolute().as_uri()}"
    answer = trigger.send(action)
    if answer == trigger.OK:
        return show([{"action": args.action}], args)
    code = show([{"action": args.action, "error": answer}], args)
    if not (args.json or sys.stderr.isatty()):
        from assistant.cli.say import say_fault
        from assistant.tts.screen_reader import quiet_libraries

        quiet_libraries()
        say_fault(args.catalogue.text(answer))
    return code


def _phone(args: argparse.Namespace) -> int:
    from assistant.server.phone import phone

    if args.what == "list":
        return show(phone.names(), args, "name")
    if args.what == "forget":
        if not args.name:
            args.refuse(CallFault.FORGET)
        return show([phone.forget(" ".join(args.name))], args, "says")
    running = phone.run(load(), https=args.https, camera=args.camera)
    return show(_aloud(running, args), args, "says")


def _aloud(
    announced: Iterator[dict[str, object]], args: argparse.Namespace
) -> Iterator[dict[str, object]]:
    """Speak what was printed, and show it to another phone, unless a screen reader runs."""
    from assistant.cli.say import say
    from assistant.server.phone import phone
    from assistant.tts import screen_reader

    for one in announced:
        yield one
        read = screen_reader.runs() or screen_reader.reads_lines(load().voice.engine)
        if args.json or read:
            continue
        if sys.stdout.isatty():
            print(phone.qr_code(f"{one['address']}#{one['code']}"), file=sys.stderr)
        say(load(), args.catalogue.text(one["says"]), None)


def _service(args: argparse.Namespace) -> int:
    from assistant.keys import systemd_service

    try:
        done = systemd_service.install() if args.what == "install" else systemd_service.remove()
    except systemd_service.ServiceError as fault:
        return show([{"service": args.what, "error": message_of(fault)}], args)
    return show([{"service": args.what, "done": done}], args, "done")

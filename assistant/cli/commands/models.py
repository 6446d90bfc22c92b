"""The commands about models: list, show, pull, use, remove."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from assistant.asr.recogniser import VOSK_PREFIX, is_complete, is_for, vosk_model
from assistant.cli.arguments import Commands, show
from assistant.protocol.spoken import Message, Spoken, message_of
from assistant.saying.language import Catalogue
from assistant.saying.messages.commands_lines import CommandHelp, Placeholder
from assistant.saying.messages.core import decimal
from assistant.saying.messages.models_lines import ModelLine, model_result
from assistant.settings.config import load
from models.system import SYSTEM

KINDS: Final = {"decoder": ModelLine.SEES, "gguf": ModelLine.SEES, "towers": ModelLine.COMPARES}
"""What models of the catalogue do; others hear."""
GGUF: Final = "gguf"
"""The setting under `remote` that takes what llama.cpp runs."""


def add_to(commands: Commands) -> None:
    """Add the commands."""
    models = commands.group("models", CommandHelp.MODELS, "lantern models list")
    models.add("list", _list, CommandHelp.MODELS_LIST, "lantern models list --json")
    example = "lantern models show smolvlm-256m"
    shows = models.add("show", _show, CommandHelp.MODELS_SHOW, example)
    example = "lantern models pull vosk-small-en"
    fetch = models.add("pull", _pull, CommandHelp.MODELS_PULL, example)
    fetch.add_flag("--accept-licence", CommandHelp.LICENCE)
    fetch.add_flag("--safetensors", CommandHelp.SAFETENSORS)
    use = models.add("use", _use, CommandHelp.MODELS_USE, "lantern models use embedded")
    example = "lantern models remove vosk-small-en"
    remove = models.add("remove", _remove, CommandHelp.MODELS_REMOVE, example)
    for one in (shows, fetch, use, remove):
        one.add_word("name", Placeholder.NAME, CommandHelp.MODEL_NAME)


def _list(args: argparse.Namespace) -> int:
    found = _known() if args.json else map(_row, _known())
    return show(found, args, "says")


def _show(args: argparse.Namespace) -> int:
    nothing = {"name": args.name, "error": ModelLine.NO_SUCH.said(name=args.name)}
    found = next((one for one in _known() if one["name"] == args.name), nothing)
    return show([found], args, "says")


def _known() -> Iterator[dict[str, object]]:
    """All models, with everything about them in words."""
    from assistant.runtime import model_choice

    yield from model_choice.models()
    yield from map(model_result, model_choice.shelf().listed())


def _row(model: dict[str, object]) -> dict[str, object]:
    """The same with only the most important in words."""
    from assistant.runtime import model_choice

    name, size = model["name"], model.get("megabytes")
    entry = model_choice.shelf().entry(str(name))
    kind = ModelLine.HEARS if entry is None else KINDS[entry.kind]
    if model.get("pulled", True):
        kind = ModelLine.SEES if name == model_choice.EMBEDDED else kind
        state = ModelLine.IS_HERE
    else:
        state = ModelLine.TOO_LARGE if model.get("fits") is False else ModelLine.CAN_COME
    row = ModelLine.ROW.said(
        name=name,
        does=kind.said(),
        size=ModelLine.SIZE.said(megabytes=decimal(str(size)))
        if size
        else ModelLine.NO_SIZE.said(),
        state=state.said(),
    )
    return model | {"says": row}


def _pull(args: argparse.Namespace) -> int:
    from assistant.runtime import model_choice

    def accepted() -> bool:
        return args.accept_licence or _yes(args.catalogue)

    found = model_choice.shelf().pull(args.name, accepted, safetensors=args.safetensors)
    nothing = {"name": args.name, "error": ModelLine.NO_SUCH.said(name=args.name)}
    return show([nothing] if found is None else map(model_result, found), args, "says")


def _use(args: argparse.Namespace) -> int:
    return show([_used(args.name)], args, "says")


def _used(name: str) -> dict[str, object]:
    from assistant.runtime import settings_writer

    result = _usable(name)
    setting = str(result.get("setting", ""))
    if "error" in result or not setting:
        return result
    try:
        settings_writer.write_values(_settings(name, setting))
    except settings_writer.OwnSettingsError as fault:
        return {"name": name, "error": message_of(fault)}
    before = result.get("says")
    says = Spoken.of(
        before if isinstance(before, Message) else None, ModelLine.USED.said(name=name)
    )
    return result | {"says": says}


def _settings(name: str, setting: str) -> list[tuple[str, str, str]]:
    """The settings that make Lantern use a model, each with its group and its value."""
    from assistant.runtime import model_choice

    if setting == GGUF:
        return [("remote", GGUF, name)]
    keys = ("name", "towers") if name == model_choice.EMBEDDED else (setting,)
    # Another model that writes takes the place of what llama.cpp runs.
    ends = "name" in keys and load().remote.gguf
    return [*(("model", key, name) for key in keys), *([("remote", GGUF, "")] if ends else [])]


def _usable(name: str) -> dict[str, object]:
    """What `use` would do, before it does it."""
    from assistant.runtime import model_choice

    shelf = model_choice.shelf()
    if name == model_choice.EMBEDDED or name in model_choice.MODELS:
        return {"name": name, "setting": "name"}
    if name.startswith(VOSK_PREFIX) and (folder := shelf.heard(name)):
        return _hears(folder)
    if shelf.knows(name) or name in shelf.archives():
        return model_result(shelf.usable(name, load().model.device))
    return {"name": name, "error": ModelLine.NO_SUCH.said(name=name)}


def _hears(folder: Path) -> dict[str, object]:
    """Whether a model that hears is the one that is taken; if not, why."""
    from assistant.runtime import compose

    settings, name = load(), folder.name
    engine, language = settings.ears.engine, compose.asks_in(settings)
    taken = vosk_model(language)
    if not is_complete(folder):
        fault = ModelLine.NOT_WHOLE.said(name=name)
    elif engine not in ("auto", "vosk"):
        fault = ModelLine.OTHER_ENGINE.said(name=name, engine=engine)
    elif taken is None or not is_for(folder, language):
        fault = ModelLine.OTHER_LANGUAGE.said(name=name, language=language)
    elif taken != folder:
        fault = ModelLine.OTHER_FIRST.said(name=name, other=taken.name)
    else:
        return {"name": name, "says": ModelLine.TAKEN_BY_ITSELF.said(name=name)}
    return {"name": name, "error": fault}


def _remove(args: argparse.Namespace) -> int:
    from assistant.runtime import model_choice

    name, settings = args.name, load()
    wanted = settings.model
    if name == model_choice.EMBEDDED:
        result: dict[str, object] = {"name": name, "error": ModelLine.COMES_ALONG.said()}
    elif name and name in (wanted.name, wanted.towers, settings.remote.gguf):
        result = {"name": name, "error": ModelLine.IN_USE.said(name=name)}
    else:
        result = model_result(model_choice.shelf().remove(name))
    return show([result], args, "says")


def _yes(catalogue: Catalogue) -> bool:
    """Ask for a key; False where nobody can press one."""
    if not sys.stdin.isatty():
        print(catalogue.text(ModelLine.ACCEPT_BY_OPTION.said()), file=sys.stderr)
        return False

    def ask() -> None:
        print(catalogue.text(ModelLine.ACCEPT.said()), file=sys.stderr, flush=True)

    return SYSTEM.pressed(ask).lower() == "y"

"""Messages about models, and messages from models and their catalogue."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

from assistant.protocol.spoken import Message, Phrase, verbatim
from assistant.saying.messages.core import decimal
from assistant.saying.messages.files_lines import system_words
from models.interfaces import Translatable

CATALOGUE: Final = Path(__file__).parents[3] / "models" / "catalog.toml"


class ModelLine(Phrase):
    """Downloading, using and removing models."""

    ACCEPT = "Press y to accept the licence, or any other key to stop."
    ACCEPT_BY_OPTION = "To accept the licence, add --accept-licence."
    USED = "Lantern will use {name} from its next start."
    TAKEN_BY_ITSELF = "Lantern uses {name} automatically."
    RUNS_IN = "{name}, {how}"
    NOT_WHOLE = (
        "{name} is incomplete. Type: ./lantern models remove {name}. Then type: ./lantern models "
        "pull {name}"
    )
    OTHER_ENGINE = (
        "Lantern does not use {name}: the setting engine under ears is {engine}. Set it to auto."
    )
    OTHER_LANGUAGE = (
        "{name} is not for the language in which you ask Lantern, {language}. Change the setting "
        "language under ears."
    )
    OTHER_FIRST = "Lantern uses {other} instead of {name}. Type: ./lantern models remove {other}"
    IN_USE = "{name} is in use. First type: ./lantern models use embedded"
    NO_SUCH = "There is no model {name}. Type: ./lantern models list"
    OTHER_SETTING = (
        "{name} is not a model for {setting}, under model in the settings. Type: ./lantern models "
        "use {name}"
    )
    OR_EMBEDDED = "{fault} Or use the model that comes with Lantern: ./lantern models use embedded"
    COMES_ALONG = "embedded comes with Lantern and can't be removed."
    ROW = "{name}: {does}, {size}, {state}"
    SEES = "sees"
    COMPARES = "compares"
    HEARS = "hears"
    SIZE = "{megabytes} megabytes"
    NO_SIZE = "size unknown"
    IS_HERE = "here"
    CAN_COME = "can be downloaded"
    TOO_LARGE = "needs more memory than is free"
    EMBEDDED = "embedded, version {version}, {megabytes} megabytes. Licence: {licence}"
    EMBEDDED_LICENCE = (
        "Apache 2.0, made from photos of which some are for research only: ask a lawyer before you "
        "sell it."
    )


def model_words(text: object, *, part: bool = False) -> Message:
    """A model's text, translated if it can be. `part`: it is part of a sentence."""
    if not isinstance(text, Translatable):
        return verbatim(str(text).rstrip(".") if part else str(text))
    values = {
        name: model_words(value) if isinstance(value, Translatable) else _value_words(str(value))
        for name, value in text.values.items()
    }
    return Message(text.message, tuple(values.items()))


def _value_words(text: str) -> Message:
    known = system_words(text)
    return known if isinstance(known, Message) else catalogue_words(text)


@cache
def catalogue_phrases() -> type[Phrase]:
    """The catalogue's texts: what each model does, its licence, its measures."""
    names: dict[str, str] = {}
    for model, table in tomllib.loads(CATALOGUE.read_text(encoding="utf-8")).items():
        # What hears is listed without its licence.
        words = ("does", "licence", "better") if "repository" in table else ("does",)
        texts = [(word, table[word]) for word in words if word in table]
        texts += [(one["measure"], one["measure"]) for one in table.get("figures", ())]
        for word, text in texts:
            names.setdefault(text, re.sub(r"\W+", "_", f"{model}_{word}").upper())
    members = [(name, text) for text, name in names.items()]
    return cast("type[Phrase]", cast("Any", Phrase)("CatalogueWords", members, module=__name__))


def catalogue_words(text: str) -> Message:
    """The message for a text of the catalogue; any other text stays, or is a number."""
    try:
        return catalogue_phrases()(text).said()
    except ValueError:
        return decimal(text)


def model_result(result: dict[str, object]) -> dict[str, object]:
    """What a command about models prints, with `Translatable` texts as messages."""
    return {
        name: model_words(value) if isinstance(value, Translatable) else value
        for name, value in result.items()
    }

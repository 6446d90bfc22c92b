"""What is said of models: by the commands about them, and by the models themselves."""

from typing import Any, cast

from assistant.protocol.spoken import Message, Phrase, verbatim
from models.messages import HubLine, ModelFault, ModelMessage, ModelSentence, ServerDetail


class ModelLine(Phrase):
    """Sentences about pulling, using and removing models."""

    ACCEPT = "Press y to accept the licence, any other key to stop."
    ACCEPT_BY_OPTION = "To accept the licence here, add --accept-licence."
    USED = "Lantern uses {name} from its next start on."
    TAKEN_BY_ITSELF = "Lantern takes {name} by itself."
    NOT_WHOLE = (
        "{name} is not whole. Type: ./lantern models remove {name}. Then type: "
        "./lantern models pull {name}"
    )
    OTHER_ENGINE = (
        "Lantern does not take {name}: the setting engine under ears is {engine}. Set it to auto."
    )
    OTHER_LANGUAGE = (
        "{name} is not for the language in which Lantern hears questions, {language}. Change the "
        "setting language under ears."
    )
    OTHER_FIRST = "Lantern takes {other} before {name}. Type: ./lantern models remove {other}"
    IN_USE = "{name} is in use. Type first: ./lantern models use embedded"
    NO_SUCH = "There is no model {name}. Type: ./lantern models list"
    OTHER_SETTING = (
        "{name} is no model for {setting} under model in the settings. "
        "Type: ./lantern models use {name}"
    )
    OR_EMBEDDED = "{fault} Or take the model that comes along: ./lantern models use embedded"
    COMES_ALONG = "embedded comes with Lantern and cannot be removed."
    EMBEDDED = "embedded, version {version}, {megabytes} megabytes."


class PullLine(Phrase):
    """Sentences about what hears, and is pulled as one file."""

    LISTED = "{name}, {does}: {how}."
    HERE = "it is here"
    TO_PULL = "{megabytes} megabytes to pull"
    NO_SUCH = "There is no model {name}. These can be pulled: {names}."
    HERE_ALREADY = "{name} is here already."
    FETCHING = "Fetching {megabytes} megabytes from {address}"
    DONE_OF = "{done} of {megabytes} megabytes."
    PULLED = "{name} is here: it {does}. {how}"
    SUM_RIGHT = "Its sum is right."
    SUM_UNKNOWN = "Its sum is not verified, since nobody knows it."
    UNWRITABLE = (
        "It cannot be written: {reason}. Make room or make its folder yours, then try again."
    )
    WRONG_ADDRESS = "The address of {name} in the catalogue is wrong."
    TOO_MUCH = "The server gives more than {name}. Nothing was kept."
    NOT_GIVEN = "The server did not give {name}: {reason}. Check the network and try again."
    BROKE_OFF = "The server broke off while giving {name}. Try again."
    SUM_DIFFERS = "{name} is not what it should be: its sum differs. Nothing is kept."
    TOO_LARGE = "The file holds more than a model does. Nothing was kept."
    DAMAGED = "The file is damaged: {reason}. Pull it again."
    ELSEWHERE = "The file wants to write to {place}. Nothing was kept."
    NO_MODEL = "The file holds no model of Vosk. Nothing was kept."


def _phrases(kind: type[ModelMessage]) -> type[Phrase]:
    """The same sentences as phrases, which have a place in the catalogues."""
    members = [(one.name, one.value) for one in kind]
    return cast("type[Phrase]", cast("Any", Phrase)(kind.__name__, members, module=__name__))


ModelFaultLine = _phrases(ModelFault)
HubSentence = _phrases(HubLine)
ServerDetailLine = _phrases(ServerDetail)

_PHRASES = {ModelFault: ModelFaultLine, HubLine: HubSentence, ServerDetail: ServerDetailLine}


def model_words(text: str, *, part: bool = False) -> Message:
    """A model's text, translated if it is a `ModelSentence`; `part` of another sentence."""
    if not isinstance(text, ModelSentence):
        return verbatim(text.rstrip(".") if part else text)
    from assistant.saying.messages.model_catalogue_lines import catalogue_words

    values = {
        name: model_words(value)
        if isinstance(value, ModelSentence)
        else catalogue_words(str(value))
        for name, value in text.values.items()
    }
    return _PHRASES[type(text.sentence)][text.sentence.name].said(**values)


def model_result(result: dict[str, object]) -> dict[str, object]:
    """What a command about models prints, with its sentences as messages."""
    return {
        name: model_words(value) if isinstance(value, ModelSentence) else value
        for name, value in result.items()
    }

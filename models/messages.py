"""The models' messages to their user, in English, with their parts for translation. Pure."""

from collections.abc import Mapping
from enum import StrEnum


class ModelMessage(StrEnum):
    """Sentences by their purpose; names in braces are filled in."""

    def told(self, **values: object) -> "ModelSentence":
        """Fill in the names; a value may be a `ModelSentence` itself."""
        return ModelSentence(self, values)


class ModelSentence(str):
    """An English sentence with its message and values."""

    sentence: ModelMessage
    values: Mapping[str, object]
    __slots__ = ("sentence", "values")

    def __new__(cls, sentence: ModelMessage, values: Mapping[str, object]) -> "ModelSentence":
        """Format the message."""
        made = super().__new__(cls, sentence.value.format(**values))
        made.sentence, made.values = sentence, values
        return made


class ModelMessageError(Exception):
    """Something cannot be done; the sentence says why, and what to do."""

    def __init__(self, told: ModelSentence) -> None:
        super().__init__(told)
        self.told = told


class ModelError(ModelMessageError):
    """A model's files cannot be used."""


class HubError(ModelMessageError):
    """A checkpoint cannot be used."""


class ModelFault(ModelMessage):
    """What is wrong with the files that come with Lantern."""

    NOT_THERE = "The model is not there: {path} is missing. Install Lantern again."
    NOT_WHOLE = "The model is not whole: {path} is missing. Install Lantern again."
    PART_MISSING = "A part of the model is missing: {path}. Install Lantern again."
    PART_UNREADABLE = "A part of the model cannot be read: {path} {reason}. Check the disk."
    PART_ALTERED = (
        "A part of the model has been altered or is damaged: {path}. Install Lantern again."
    )
    PART_NOT_LOADED = "A part of the model does not load: {path}. Install Lantern again."
    UNREADABLE = "{path} cannot be read {reason}. Install Lantern again."
    DAMAGED = "{path} is damaged. Install Lantern again."
    DAMAGED_SO = "{path} is damaged {reason}. Install Lantern again."
    DAMAGED_BY = "{path} is damaged: {reason}. Install Lantern again."
    MISSING = "{name} is missing"
    OTHER_PROGRAM = "{path} does not fit this program. Install Lantern again."
    OTHER_TOKENIZER = "{path} does not fit its tokenizer. Install Lantern again."
    NO_READER = "The part that reads text is missing. Install Lantern again."
    BARS_DAMAGED = "{path} is damaged. Remove it, and measure the server again."


class HubLine(ModelMessage):
    """Of models that are pulled: what there is, how they run, and what is wrong."""

    AND = "{first} and {last}"
    NEXT = "{first} {last}"
    UNKNOWN_REASON = "unknown reason"
    PARTS_MISSING = "This model needs {parts}, which are not installed. Run: {command}"

    NAMED = "{name}: {does}."
    CANNOT_BE_USED = "It cannot be used: {cannot}"
    HERE = "It is here."
    TO_PULL = "To pull: about {megabytes} megabytes."
    TO_PULL_UNKNOWN = "To pull: its size is not known here."
    MEMORY_FITS = "Memory: about {gigabytes} gigabytes, which fits here."
    MEMORY_TAKEN = "Memory: about {gigabytes} gigabytes, which is not free here."
    MEMORY_UNKNOWN = "Memory: about {gigabytes} gigabytes, of which nobody knows if it is free."
    ON_A_CARD = "On a graphics card, as its makers say: {gigabytes} gigabytes."
    LICENCE = "Licence: {licence}"
    FIGURES = "Its makers' figures: {figures}."
    FIGURE = "{measure} {value}"
    LIST = "{first}, {last}"
    NOT_VERIFIED = "Not verified."

    ON_CPU = "{precision} on the processor"
    ON_CUDA = "{precision} on the graphics card"
    ON_MPS = "{precision} on the graphics chip"
    RUNS = "{name} runs in {how} and takes about {gigabytes} gigabytes."
    NOT_MEASURED = (
        "Nobody has measured yet how often it is right, so what it says is never said as sure. "
        "README tells how it is measured."
    )
    SMALLER_THAN = "There was not enough memory for {name} in {before}. It runs in {how} now."
    SMALLER = "There was not enough memory for {name}. It runs in {how} now."
    TAKEN_OVER = (
        "There is not enough memory for {name}. The model that comes with Lantern takes over. "
        "Close other programs, and start Lantern again."
    )
    FAILED = (
        "{name} failed. The model that comes with Lantern answers in its place. "
        "To keep that one, type: ./lantern models use embedded"
    )
    NO_MEMORY = (
        "There is not enough memory for {name}. Close other programs, or choose a smaller model."
    )
    NEEDS_MEMORY = (
        "{name} needs at least {gigabytes} gigabytes of free memory, and so much is not free. "
        "Close other programs, or choose a smaller model."
    )
    NOT_ON_DEVICE = (
        "{name} cannot run on {device} here. Set device under model to auto, or choose a smaller "
        "model."
    )
    NO_CONFIG = "{name} has no readable config.json. Remove it and pull it again."
    OWN_CODE = (
        "{name} is of the kind {kind}, which needs program code of its own. Lantern never runs "
        "such code: choose another model."
    )
    NOT_LOADED = "{name} does not load: {reason}. Remove it and pull it again."
    DOES_NOT_FIT = (
        "{name} does not fit the installed program transformers: some of its weights find no "
        "place. Choose another model."
    )
    NO_SAFETENSORS = "{name} has no safetensors. Remove it and pull it again."
    FILE_BROKEN = "{file} is damaged. Remove the model and pull it again."
    CALIBRATION_DAMAGED = "{path} is damaged. Remove it, and calibrate the model again."
    OTHER_KIND = "{name} is for {kind}. Type: ./lantern models use {name}"

    NOT_PULLED = "{name} is not here. Pull it first: ./lantern models pull {name}"
    UNUSABLE = (
        "{name} cannot be used: {what}. Remove it and pull it again: "
        "./lantern models remove {name}, then ./lantern models pull {name}"
    )
    FILE_DAMAGED = "{file} is damaged"
    FILE_MISSING = "{file} is missing"
    FILE_ALTERED = "{file} was altered"
    PINS_DAMAGED = (
        "{path} is damaged or cannot be read. It says what was pulled first, so that nothing else "
        "comes later. Make it readable, or remove it to trust what comes next."
    )
    NOT_HERE = "{name} is not here."
    NOT_REMOVED = "{name} cannot be removed: {reason}."
    REMOVED = "{name} was removed."

    HERE_ALREADY = "{name} is here already."
    CANNOT_BE_PULLED = "{name} cannot be pulled: {cannot}"
    THE_LICENCE = "It takes {megabytes} megabytes. Its licence: {licence}"
    NOT_ACCEPTED = "The licence was not accepted. {name} was not pulled."
    FETCHING = "Fetching {megabytes} megabytes."
    PERCENT = "{percent} percent."
    PULLED = "{name} is here. {how} To use it: ./lantern models use {name}"
    SUMS_RIGHT = "Its sums are those of the catalogue."
    PINNED = "Nobody has verified these files before. What came now is pinned."
    UNWRITABLE = (
        "{name} cannot be written: {reason}. Make room or make its folder yours, then try again."
    )
    GATED = "{name} is given only to people who signed for it on {page}."
    NO_REVISION = "The hub has not the revision {wanted} of {name} any more. Choose another model."
    NO_REPOSITORY = "The hub has no {repository}. Choose another model."
    NO_ANSWER = "The hub did not answer: {reason}. Check the network and try again."
    OTHER_REVISION = "The hub gave the revision {found} of {name}, not {wanted}. Nothing was kept."
    NOTHING = "nothing"
    ANY_PINNED = "one that can be pinned"
    PICKLE = (
        "{name} comes as {file}, a pickle file, which could run any program. Lantern takes only "
        "safetensors: choose another model."
    )
    NOT_WHOLE = "{name} is not whole on the hub: {file} is missing. Try again later."
    NO_ROOM = (
        "{name} needs {megabytes} megabytes on the disk, and {free} are free. Make room and try "
        "again."
    )
    BEING_PULLED = "{name} is being pulled already."
    BROKE_OFF = (
        "The hub broke off while giving {name}: {reason}. Pull it again: it goes on where it "
        "stopped."
    )
    SUM_DIFFERS = "{file} of {name} is not what it should be: its sum differs. Nothing is kept."
    DAMAGED = "{name} is damaged: {reason}. Nothing is kept."


class ServerDetail(ModelMessage):
    """What a server does wrong, as the middle of a sentence."""

    ENDLESS = "its answer does not end"
    BREAKS_OFF = "its answer breaks off"
    NOT_ENCRYPTED = "it does not encrypt: write http in its address"
    NOT_TRUSTED = "its certificate is not trusted"
    OTHER_WAY = "it does not answer as OpenAI's server does"
    NOT_TEXT = "it is not text"
    NO_KEY = "it must hold the key alone, in one line of plain letters"

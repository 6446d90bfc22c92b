"""The models' messages to their user, in English, with their parts for translation. Pure."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import reduce

from models.interfaces import ServerFault


class ModelMessage(StrEnum):
    """Sentences by their purpose; names in braces are filled in."""

    def said(self, **values: object) -> "ModelSentence":
        """Fill in the names; a value may be a `ModelSentence` itself."""
        return ModelSentence(self, values)

    def joined(self, parts: Iterable[object]) -> object:
        """Join parts from the first on, each as `last` to those before it as `first`."""
        return reduce(lambda first, last: self.said(first=first, last=last), parts)


class ModelSentence(str):
    """An English sentence with its message and values."""

    message: ModelMessage
    values: Mapping[str, object]
    __slots__ = ("message", "values")

    def __new__(cls, message: ModelMessage, values: Mapping[str, object]) -> "ModelSentence":
        """Format the message."""
        made = super().__new__(cls, message.value.format(**values))
        made.message, made.values = message, values
        return made


class ModelMessageError(Exception):
    """Something cannot be done; the sentence says why, and what to do."""

    def __init__(self, sentence: ModelSentence) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class ModelError(ModelMessageError):
    """A model's files cannot be used."""


class HubError(ModelMessageError):
    """A checkpoint cannot be used."""


class ServerError(Exception):
    """A request to a server failed; `detail` holds the server's own words, if any."""

    def __init__(self, fault: ServerFault, detail: str = "") -> None:
        super().__init__(f"{fault.value} {detail}".strip())
        self.fault = fault
        self.detail = detail


class ModelFault(ModelMessage):
    """What is wrong with the files that come with Lantern."""

    NOT_THERE = "The model was not found: {path} is missing. Reinstall Lantern."
    NOT_WHOLE = "The model is incomplete: {path} is missing. Reinstall Lantern."
    PART_MISSING = "Part of the model is missing: {path}. Reinstall Lantern."
    PART_UNREADABLE = "Part of the model could not be read: {path} {reason}. Check the disk."
    PART_ALTERED = "Part of the model was changed or is damaged: {path}. Reinstall Lantern."
    PART_NOT_LOADED = "Part of the model could not be loaded: {path}. Reinstall Lantern."
    UNREADABLE = "{path} could not be read {reason}. Reinstall Lantern."
    DAMAGED = "{path} is damaged. Reinstall Lantern."
    DAMAGED_SO = "{path} is damaged {reason}. Reinstall Lantern."
    DAMAGED_BY = "{path} is damaged: {reason}. Reinstall Lantern."
    MISSING = "{name} is missing"
    OTHER_PROGRAM = "{path} does not match this version of the program. Reinstall Lantern."
    OTHER_TOKENIZER = "{path} does not match its tokenizer. Reinstall Lantern."
    NO_READER = "The part that reads text is missing. Reinstall Lantern."
    BARS_DAMAGED = "{path} is damaged. Delete it, then measure the server again."


class HubLine(ModelMessage):
    """Of models that are pulled: what there is, how they run, and what is wrong."""

    AND = "{first} and {last}"
    NEXT = "{first} {last}"
    UNKNOWN_REASON = "unknown reason"
    PARTS_MISSING = "This model needs {parts}, which are not installed. Run: {command}"
    NO_PIP = (
        "This model needs packages that can't be added to this installation of Lantern. Install "
        "Lantern with pipx to use it."
    )

    NAMED = "{name}: {does}."
    HERE = "It is installed."
    TO_PULL = "Download: about {megabytes} megabytes."
    TO_PULL_ESTIMATED = (
        "Download: about {megabytes} megabytes, going by how it is built. Its page does not say."
    )
    TO_PULL_UNKNOWN = "Download: size unknown."
    WITHOUT_TORCH = "Needs no extra software."
    WITH_LLAMA = "It runs in llama.cpp, which is installed separately."
    NEEDS_UNKNOWN = "Memory: unknown."
    SPEAKS = "Languages: {languages}."
    SPEAKS_UNKNOWN = "Languages: unknown."
    IN_EN = "English"
    IN_DE = "German"
    IN_ES = "Spanish"
    NO_FIGURES = "Published figures: none known."
    MEMORY_FITS = "Memory: about {gigabytes} gigabytes; that much is free."
    MEMORY_TAKEN = "Memory: about {gigabytes} gigabytes, more than is free here."
    ON_A_CARD = "On a graphics card, according to its makers: {gigabytes} gigabytes."
    LICENCE = "Licence: {licence}"
    FIGURES = "Published figures: {figures}."
    FIGURE = "{measure} {value}"
    LIST = "{first}, {last}"
    NOT_VERIFIED = "The catalogue has no checksums of it."

    ON_CPU = "{precision} on the processor"
    ON_CUDA = "{precision} on the graphics card"
    ON_MPS = "{precision} on the graphics chip"
    RUNS_AS = "It runs in {how}."
    RUNS = "{name} runs in {how} and uses about {gigabytes} gigabytes."
    NOT_MEASURED = (
        "Nobody has measured yet how often it is right, so nothing it says is given as certain. "
        "The documentation explains how to measure it."
    )
    SMALLER_THAN = "There was not enough memory for {name} in {before}. It now runs in {how}."
    SMALLER = "There was not enough memory for {name}. It now runs in {how}."
    TAKEN_OVER = (
        "There is not enough memory for {name}. The model that comes with Lantern takes over. "
        "Close other programs, then restart Lantern."
    )
    FAILED = (
        "{name} failed. The model that comes with Lantern is answering instead. To stay with it, "
        "type: ./lantern models use embedded"
    )
    NO_MEMORY = (
        "There is not enough memory for {name}. Close other programs, or choose a smaller model."
    )
    NEEDS_MEMORY = (
        "{name} needs at least {gigabytes} gigabytes of free memory, and that much is not free. "
        "Close other programs, or choose a smaller model."
    )
    NOT_ON_DEVICE = (
        "{name} can't run on {device} here. Set device under model to auto, or choose a smaller "
        "model."
    )
    NO_CONFIG = "{name} has no readable config.json. Remove it and download it again."
    OWN_CODE = (
        "{name} is a model of the kind {kind}, which needs program code of its own. Lantern never "
        "runs such code: choose another model."
    )
    NOT_LOADED = "{name} could not be loaded: {reason}. Remove it and download it again."
    DOES_NOT_FIT = (
        "{name} does not work with the installed version of transformers: some of its weights have "
        "no place in it. Choose another model."
    )
    EXPECTED = (
        "{name} is not built as I expected: {file} should have {expected}. Choose another model."
    )
    TEMPLATE_ENDLESS = (
        "{name} can't be used: its chat template in {file} takes too much time or memory. Choose "
        "another model."
    )
    NO_SAFETENSORS = "{name} has no safetensors. Remove it and download it again."
    FILE_BROKEN = "{file} is damaged. Remove the model and download it again."
    CALIBRATION_DAMAGED = "{path} is damaged. Delete it, then calibrate the model again."
    OTHER_KIND = "{name} is for {kind}. Type: ./lantern models use {name}"

    NOT_PULLED = "{name} is not installed. Download it first: ./lantern models pull {name}"
    UNUSABLE = (
        "{name} can't be used: {what}. Remove it and download it again: ./lantern models remove "
        "{name}, then ./lantern models pull {name}"
    )
    FILE_DAMAGED = "{file} is damaged"
    FILE_MISSING = "{file} is missing"
    FILE_ALTERED = "{file} was changed"
    FILE_LINKED = "{file} is a link to another file"
    PINS_DAMAGED = (
        "{path} is damaged or can't be read. It records what was downloaded first, so that nothing "
        "else can come later. Make it readable, or delete it to trust the next download."
    )
    NOT_HERE = "{name} is not installed."
    NO_NAME = "No model can have this name. To see the names, type: ./lantern models list"
    NOT_REMOVED = "{name} could not be removed: {reason}."
    REMOVED = "{name} was removed."

    HERE_ALREADY = "{name} is already installed."
    THE_LICENCE = "It takes {megabytes} megabytes. Its licence: {licence}"
    NOT_ACCEPTED = "You did not accept the licence. {name} was not downloaded."
    FETCHING = "Downloading {megabytes} megabytes."
    PERCENT = "{percent} percent."
    PULLED = "{name} is installed. {how} To use it: ./lantern models use {name}"
    CHOSEN = "From {repository}, in {precision}: {graphs}, and {more} smaller files."
    SUMS_RIGHT = "Its checksums match the catalogue."
    SUMS_PARTLY = (
        "The checksums of {count} of its {total} large files match the catalogue. The others match "
        "the hub's own list, and from now on only these files are accepted."
    )
    PINNED = (
        "The catalogue does not have its checksums. The files match the hub's own list, and from "
        "now on only these files are accepted."
    )
    UNWRITABLE = (
        "{name} could not be saved: {reason}. Make room or make its folder writable, then try "
        "again."
    )
    GATED = "{name} is only given to people who have signed up for it on {page}."
    NO_REVISION = "The hub no longer has revision {wanted} of {name}. Choose another model."
    NO_REPOSITORY = "The hub has no {repository}. Choose another model."
    NO_ANSWER = "The hub did not answer: {reason}. Check the network and try again."
    OTHER_REVISION = (
        "The hub sent the wrong revision of {name}: {found} instead of {wanted}. Nothing was saved."
    )
    NOTHING = "nothing"
    ANY_PINNED = "one that can be pinned"
    PICKLE = (
        "{name} comes as {file}, a pickle file, which could run any program. Lantern only accepts "
        "safetensors: choose another model."
    )
    NOT_WHOLE = "{name} is incomplete on the hub: {file} is missing. Try again later."
    NO_ROOM = (
        "{name} needs {megabytes} megabytes of disk space, and {free} are free. Make room and try "
        "again."
    )
    BEING_PULLED = "{name} is already being downloaded."
    BROKE_OFF = (
        "The download of {name} was cut off: {reason}. Download it again: it goes on from where it "
        "stopped."
    )
    SUM_UNKNOWN = (
        "The catalogue does not have its checksum. From now on only this file is accepted."
    )
    TOO_MUCH = "The server sent more than {name}. Nothing was saved."
    WRONG_ADDRESS = "The address of {name} in the catalogue is wrong."
    NOT_GIVEN = "The server did not send {name}: {reason}. Check the network and try again."
    FILE_TWICE = "it contains a file twice"
    OUTSIDE = "it tries to write to {place}"
    INFLATED = "it contains more than a model should"
    NO_HEARER = "it contains no Vosk model"
    SUM_DIFFERS = "{file} of {name} has the wrong checksum. It was not kept."
    NO_SUM = (
        "The hub gives no size or checksum for {file} of {name}, so nothing could check it. "
        "Nothing was saved."
    )
    WEIGHTS_ELSEWHERE = (
        "{file} of {name} tries to read {place}, which does not belong to it. Nothing was saved."
    )
    LINK = "{path} is a link to another place. Delete it, then try again."
    NO_LIST = "The hub's list of the files of {repository} can't be read. Try again later."
    ELSEWHERE = (
        "The hub lists a file of {repository} outside of its folder: {file}. Nothing was saved."
    )
    TWICE = "The hub lists {file} of {repository} twice. Nothing was saved."
    NO_ENDPOINT = "{variable} is not the address of a hub: {address}. Correct or remove it."
    WRONG_LENGTH = "The hub sent {file} with another length than its list says. It was not kept."
    CHANGED = "{file} is no longer what the hub's list said. It was not kept. Try again."
    ENDED_EARLY = "the connection ended early"
    REDIRECTS = "The hub sent the download from one address to the next without end."
    OTHER_SCHEME = (
        "The hub sent the download to an address of another kind, {scheme}. It was not followed."
    )
    OTHER_HOST = "The hub sent the download to another computer, {host}. It was not followed."
    DAMAGED = "{name} is damaged: {reason}. Nothing was saved."


class ServerDetail(ModelMessage):
    """What a server does wrong, as the middle of a sentence."""

    ENDLESS = "its answer never ends"
    TOO_LONG = "its answer is too long"
    BREAKS_OFF = "its answer was cut off"
    NOT_ENCRYPTED = "it does not use encryption: write http in its address"
    NOT_TRUSTED = "its certificate is not trusted"
    OTHER_WAY = "it does not answer the way OpenAI's server does"
    NO_FILE = "it is not a plain file"
    NOT_TEXT = "it is not text"
    NO_KEY = "it must contain only the key, on one line of plain letters"


class LlamaLine(ModelMessage):
    """The server that Lantern runs itself."""

    NOT_INSTALLED = "llama.cpp is not installed. Run: {command}"
    NO_FILE = "The file {path} was not found. Check gguf in the settings, under remote."
    NO_EYES = (
        "{path} can't see by itself. Put the file that belongs to it beside it: its name begins "
        "with mmproj."
    )
    LOADING = (
        "llama.cpp is loading {model}. Until then, the model that comes with Lantern looks at "
        "pictures."
    )
    RUNS = "{model} runs in llama.cpp on this computer, so no picture leaves it."
    STOPPED = (
        "llama.cpp has stopped, and I am starting it again. Until then, the model that comes with "
        "Lantern looks at pictures."
    )
    NOT_LOADED = (
        "llama.cpp can't load {model}, so the model that comes with Lantern looks at pictures. "
        "Check that the file is whole, or choose another one."
    )
    KEEPS_STOPPING = (
        "llama.cpp keeps stopping, so the model that comes with Lantern looks at pictures. Check "
        "whether there is enough memory for {model}."
    )
    OTHER_PROCESSOR = (
        "llama.cpp does not run on this processor, so the model that comes with Lantern looks at "
        "pictures. Remove gguf from the settings, under remote."
    )

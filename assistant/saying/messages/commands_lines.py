"""How `lantern` explains its commands, and what it says of a wrong call."""

from assistant.protocol.spoken import Phrase
from assistant.saying.language import Catalogue


class CommandHelp(Phrase):
    """What a command does, and an option means."""

    PROGRAM = "Says what is in front of the camera, without the internet."
    MORE = "Each command tells more with --help after it."
    EXAMPLE = "Example: ./{command}"
    COMMANDS = "commands"
    JSON = "print one JSON object a line"
    PHOTO = "a photo's file"
    CLIPBOARD = "the picture in the clipboard instead"
    SCREEN = "what the screen shows instead"

    RUN = "start with the camera"
    TOUR = "begin with the tour of the first start"
    DEMO = "show it on sample photos; needs no camera"
    DESCRIBE = "say what is on photos"
    ASK = "answer a question about a photo"
    QUESTION = "in your own words"
    BATCH = "one {example} a line instead"
    READ = "read the text on photos"
    COLOUR = "name the colour in the middle of photos"
    WHERE = "say what is where on photos"
    PEOPLE = "say how many people are on photos, and where"
    CODES = "read the barcodes and QR codes of photos"
    FIND = "say where a thing is on photos"
    THING = "what to find, in your own words"
    EMBED = "give the vectors of photos and texts as numbers"
    EMBED_TEXT = "a text; may come again"
    CLASSIFY = "say which of several names fits a photo best"
    LABELS = "names with commas"
    CAPTIONS = "say which lines of a text file fit a photo best"
    CAPTIONS_FILE = "a text file with one caption a line"
    INDEX = "look through a folder of photos, so that it can be searched"
    FOLDER = "a folder of photos"
    SEARCH = "find the photos of a folder that fit some words"
    QUERY = "what the photo shall show"
    SIMILAR = "find the photos of a folder that are like a photo"
    TOP = "how many to give"
    SERVE = "answer other programs and computers about their pictures"
    TRANSCRIBE = "write down what is said in sound files"
    SOUND_FILE = "a sound file"
    SAY = "speak a text"
    SAY_TEXT = "what to say"
    SAY_FILE = "write it to a file"
    MODELS = "the models that look at pictures"
    MODELS_LIST = "say which models there are"
    MODELS_PULL = "fetch a model of the list from the network"
    MODELS_USE = "look at pictures with another model"
    MODELS_REMOVE = "delete a pulled model"
    MODEL_NAME = "its name in the list"
    LICENCE = "accept its licence without being asked"
    DOCTOR = "check every part, and say how to mend it"
    BENCH = "measure how fast it is here"
    RUNS = "how often each is measured"
    OUT = "the csv file"
    TRIGGER = "press a key of the Lantern that runs"
    ACTIONS = "The actions are {actions}."
    SERVICE = "start at log-in"
    SERVICE_INSTALL = "start Lantern at every log-in"
    SERVICE_REMOVE = "no longer"


class Placeholder(Phrase):
    """What stands in a call in the place of the user's own words."""

    COMMAND = "COMMAND"
    PHOTO = "PHOTO"
    QUESTION = "QUESTION"
    FILE = "FILE"
    TEXT = "TEXT"
    NAME = "NAME"
    LABELS = "LABELS"
    FOLDER = "FOLDER"
    QUERY = "QUERY"
    THING = "THING"
    ACTION = "ACTION"


class CallFault(Phrase):
    """What is wrong with a call, after the command's name or the option's."""

    ASK = "ask needs a photo and a question, or --batch and a file"
    PICTURES = "name one photo or more, or --clipboard, or --screen"
    EMBED = "embed needs a photo, or --text and a text"
    NO_LABEL = "must hold at least one name"
    NO_COUNT = "must be 1 to 1000"
    NO_THING = "must name something, in UTF-8"
    HELP = "For help, type: ./{command} --help"
    UNPRINTED = "The results cannot be written: {reason}. Write them to another place."
    STOPPED = "Stopped."


class CallWord(Phrase):
    """The words of argparse itself, as they stand there."""

    USAGE = "usage:"
    POSITIONAL = "positional arguments"
    OPTIONS = "options"
    HELP = "show this help message and exit"
    ERROR = "{prog}: error: {message}"
    ARGUMENT = "argument {argument}: {message}"
    UNRECOGNIZED = "unrecognized arguments: {names}"
    REQUIRED = "the following arguments are required: {names}"
    AMBIGUOUS = "ambiguous option: {option} could match {matches}"
    CHOICE = "invalid choice: {value} (choose from {choices})"
    VALUE = "invalid {type} value: {value}"
    ONE = "expected one argument"
    AT_MOST_ONE = "expected at most one argument"
    AT_LEAST_ONE = "expected at least one argument"
    NOT_WITH = "not allowed with argument {names}"
    IGNORED = "ignored explicit argument {given}"


_DIRECTIVES = {
    "prog": "%(prog)s",
    "message": "%(message)s",
    "argument": "%(argument_name)s",
    "names": "%s",
    "option": "%(option)s",
    "matches": "%(matches)s",
    "value": "%(value)r",
    "choices": "%(choices)s",
    "type": "%(type)s",
    "given": "%r",
}
"""How argparse writes the blanks of its words."""

_WORDS = {word.value.format(**_DIRECTIVES): word for word in CallWord}


def call_word(catalogue: Catalogue, message: str | None) -> str | None:
    """A text of argparse in another language; what is not known stays as it is."""
    text = (message or "").strip()
    word = _WORDS.get(text)
    if message is None or word is None:
        return message
    return message.replace(text, catalogue.text(word.said(**_DIRECTIVES)))

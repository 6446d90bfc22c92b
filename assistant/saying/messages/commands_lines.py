"""How `lantern` explains its commands, and what it says of a wrong call."""

from assistant.protocol.spoken import Phrase
from assistant.saying.language import Catalogue


class CommandHelp(Phrase):
    """What a command does, and an option means."""

    PROGRAM = "Says what is in front of the camera, without the internet."
    MORE = "For more about a command, add --help to it."
    EXAMPLE = "Example: ./{command}"
    COMMANDS = "commands"
    JSON = "print one JSON object per line"
    PHOTO = "a photo file"
    CLIPBOARD = "use the picture in the clipboard instead"
    SCREEN = "use a picture of the screen instead"

    RUN = "start with the camera"
    TOUR = "begin with the guided tour"
    DEMO = "try it on sample photos; needs no camera"
    DESCRIBE = "describe photos"
    ASK = "answer a question about a photo"
    QUESTION = "in your own words"
    BATCH = "use a file with one {example} per line instead"
    READ = "read the text in photos"
    COLOUR = "name the colour in the middle of photos"
    WHERE = "say where things are in photos"
    PEOPLE = "say how many people are in photos, and where"
    CODES = "read barcodes and QR codes in photos"
    FIND = "say where something is in photos"
    THING = "what to find, in your own words"
    EMBED = "print the vectors of photos and texts as numbers"
    EMBED_TEXT = "a text; may be repeated"
    CLASSIFY = "say which of several names fits a photo best"
    LABELS = "names, separated by commas"
    CAPTIONS = "say which lines of a text file fit a photo best"
    CAPTIONS_FILE = "a text file with one caption per line"
    INDEX = "prepare a folder of photos for searching"
    FOLDER = "a folder of photos"
    SEARCH = "find the photos in a folder that match some words"
    QUERY = "what the photo should show"
    SIMILAR = "find the photos in a folder that look like a photo"
    TOP = "how many to list"
    SERVE = "answer questions about pictures for other programs and computers"
    TRANSCRIBE = "write down what is said in sound files"
    SOUND_FILE = "a sound file"
    SAY = "say a text aloud"
    SAY_TEXT = "what to say"
    SAY_FILE = "write the sound to a file"
    MODELS = "manage the models that look at pictures"
    MODELS_LIST = "list the models"
    MODELS_PULL = "download a model from the list"
    MODELS_USE = "look at pictures with another model"
    MODELS_REMOVE = "delete a downloaded model"
    MODEL_NAME = "its name in the list"
    LICENCE = "accept its licence without being asked"
    DOCTOR = "check every part, and say how to fix it"
    BENCH = "measure how fast it is here"
    RUNS = "how many times to measure each stage"
    OUT = "the CSV file"
    TRIGGER = "press a key of the running Lantern"
    ACTIONS = "The actions are {actions}."
    SERVICE = "start Lantern when you log in"
    SERVICE_INSTALL = "start Lantern every time you log in"
    SERVICE_REMOVE = "stop starting Lantern when you log in"


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
    NO_LABEL = "must contain at least one name"
    NO_COUNT = "must be from 1 to 1000"
    NO_THING = "must name something, in UTF-8"
    HELP = "For help, type: ./{command} --help"
    UNPRINTED = "The results could not be written: {reason}. Write them somewhere else."
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

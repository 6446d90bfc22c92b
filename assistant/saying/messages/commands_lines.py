"""The help of the commands, the faults of their arguments, and what some of them print."""

from assistant.protocol.spoken import Phrase
from assistant.saying.language import Catalogue


class CommandHelp(Phrase):
    """Descriptions of commands and options."""

    PROGRAM = "Says what is in front of the camera, without the internet."
    MORE = "For more about a command, add --help to it."
    EXAMPLE = "Example: ./{command}"
    COMMANDS = "commands"
    VERSION = "show the version and end"
    JSON = "print one JSON object per line"
    PHOTO = "a photo file"
    DOCUMENT = "a photo, a folder of photos or a PDF file"
    CLIPBOARD = "use the picture in the clipboard instead"
    SCREEN = "use a picture of the screen instead"
    RUN_FILE = "a photo, a folder of photos or a PDF file to begin with"
    TRIGGER_FILE = "the file, for read-file"

    RUN = "start with the camera"
    TOUR = "begin with the guided tour"
    DEMO = "try it on sample photos; needs no camera"
    DESCRIBE = "describe photos"
    ASK = "answer a question about a photo or a PDF file"
    QUESTION = "in your own words"
    CHECK = "say whether a sentence about a photo is true"
    STATEMENT = "what may be true of the photo"
    BATCH = "use a file with one {example} per line instead"
    READ = "read the text in photos and PDF files"
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
    PHONE = "open a page on which a phone can ask about its photos"
    PHONE_WHAT = "list: name the phones that are let in; forget: let one in no longer"
    PHONE_HTTPS = "encrypt, with a certificate that the phone has to trust"
    PHONE_CAMERA = "let phones look through this computer's camera"
    PHONE_NAME = "the name of the phone to forget"
    TRANSCRIBE = "write down what is said in sound files"
    SOUND_FILE = "a sound file"
    SAY = "say a text aloud"
    SAY_TEXT = "what to say"
    SAY_FILE = "write the sound to a file"
    MODELS = "manage the models that look at pictures"
    MODELS_LIST = "list the models"
    MODELS_SHOW = "tell everything about a model"
    MODELS_PULL = "download a model from the list"
    MODELS_USE = "look at pictures with another model"
    MODELS_REMOVE = "delete a downloaded model"
    MODEL_NAME = "its name in the list"
    LICENCE = "accept its licence without being asked"
    SAFETENSORS = "download its files for PyTorch, which runs on a graphics card"
    DOCTOR = "check every part, and say how to fix it"
    DOCTOR_MODEL = "only have a model describe three photos; without a name, that of the settings"
    BENCH = "measure how fast it is here"
    RUNS = "how many times to measure each stage"
    OUT = "the CSV file"
    TRIGGER = "press a key of the running Lantern"
    ACTIONS = "The actions are {actions}."
    SERVICE = "start Lantern when you log in"
    SERVICE_INSTALL = "start Lantern every time you log in"
    SERVICE_REMOVE = "stop starting Lantern when you log in"


class Placeholder(Phrase):
    """The placeholders in usage lines."""

    COMMAND = "COMMAND"
    PHOTO = "PHOTO"
    QUESTION = "QUESTION"
    STATEMENT = "STATEMENT"
    FILE = "FILE"
    TEXT = "TEXT"
    NAME = "NAME"
    LABELS = "LABELS"
    FOLDER = "FOLDER"
    QUERY = "QUERY"
    THING = "THING"
    ACTION = "ACTION"


class CallFault(Phrase):
    """Faults of arguments; argparse puts the name of the command or option before them."""

    ASK = "ask needs a photo and a question, or --batch and a file"
    CHECK = "check needs a photo and a statement, or --batch and a file"
    PICTURES = "name one file or more, or --clipboard, or --screen"
    READ_FILE = "read-file needs a file, and no other action takes one"
    EMBED = "embed needs a photo, or --text and a text"
    FORGET = "forget needs the name of a phone"
    NO_LABEL = "must contain at least one name"
    NO_COUNT = "must be from 1 to 1000"
    NO_THING = "must name something, in UTF-8"
    HELP = "For help, type: ./{command} --help"
    UNPRINTED = "The results could not be written: {reason}. Write them somewhere else."
    STOPPED = "Stopped."


class CallWord(Phrase):
    """The texts of argparse itself, verbatim."""

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
"""How argparse writes the values in its texts."""

_WORDS = {word.value.format(**_DIRECTIVES): word for word in CallWord}


def call_word(catalogue: Catalogue, message: str | None) -> str | None:
    """A text of argparse translated, if it is a `CallWord`."""
    text = (message or "").strip()
    word = _WORDS.get(text)
    if message is None or word is None:
        return message
    return message.replace(text, catalogue.text(word.said(**_DIRECTIVES)))


class StageName(Phrase):
    """What `lantern bench` measures."""

    ENCODER = "encoder"
    DETECTOR = "detector"
    LOOK = "look: everything but words"
    CAPTION = "caption"
    DECODER = "decoder"
    FRAME = "age of the frame at the key"
    IDLE = "idle camera"
    START = "start to ready"
    MEMORY = "resident memory"
    EARCON = "key to earcon, while the decoder works"
    FIRST_WORD = "key to first word"
    STILL_WORD = "key to first word about a scene that holds still"
    SILENCE = "stop to silence"
    STILL_TEXT = "key to text of a package that is held still"
    TEXT_READ = "key to text read from a package"
    TEXT_WORD = "key to first word of a package's text"
    STEP = "arrow key to the next thing of a picture that is explored"


class Unit(Phrase):
    """Units of measurement that are words."""

    TOKENS = "tokens a second"
    SHARE = "{percent} of a core"


class Origin(Phrase):
    """Where a figure comes from, or why there is none."""

    MODEL = "from the model alone"
    CAMERA = "from {camera}"
    NO_CAMERA = "no picture comes from {camera}"
    DEMO = "from the demo as a process"
    DEMO_FAMILY = "from the demo and its processes"
    ONLY_HEARD = "it can only be heard"
    RECORDING = "from the recorded sound"
    EVENTS = "from the events of the voice"
    PROGRAM = "from the events of the program"


class BenchLine(Phrase):
    """The output of `lantern bench`."""

    MEASURED = "{stage}: {median} {unit}, 95th percentile {p95}, {origin}"
    NOT_MEASURED = "{stage}: not measured, {origin}"
    NOT_RECORDED = "The sound is not being recorded: {reason}."
    NO_SERVER = "pulseaudio or parec is not installed"
    SERVER_HANGS = "the sound server does not start"
    SERVER_SILENT = "the sound server records nothing"


class DemoLine(Phrase):
    """What `lantern demo` says before it presses a key."""

    KEY = "Key {key}."
    TYPED = "Key {key}: {words}"


class DemoPhoto(Phrase):
    """What `lantern demo` says before a photo, so that the description can be judged by ear."""

    PACKAGE = "Now a drawing of a box of noodles in a hand."
    SCREEN = "Now a drawing of a phone with a message, in a hand."
    LETTER = "Now a drawing of a letter."
    COFFEE = "Now a photo of a cup of coffee on a saucer."
    CAT = "Now a photo of a cat."
    DOGS = "Now a photo of two dogs at a window."
    STREET = "Now a photo of a street from above, at sunset."
    BOWL = "Now a photo of half a fig in a red bowl."
    BLURRED = "Now a blurred photo of a clock."


class DemoQuestion(Phrase):
    """What `lantern demo` types, as its user would ask it."""

    TO_PAY = "How much do I have to pay?"
    APPOINTMENT = "When is my appointment?"
    CUP = "Is there a cup?"
    DOG = "Is there a dog?"


class PartName(Phrase):
    """The parts that `lantern doctor` checks."""

    SETTINGS = "settings"
    CAMERA = "camera"
    VOICE = "voice"
    SOUND = "sound"
    SCREEN_READER = "screen reader"
    EARS = "listening"
    RECOGNISER = "recogniser"
    MICROPHONE = "microphone"
    MODEL = "model {name}"
    SERVER = "server"
    READING = "reading"
    TERMINAL = "terminal"
    TRIGGER = "trigger"


class DoctorLine(Phrase):
    """The output of `lantern doctor`."""

    WELL = "{part}: ok, {says}"
    NOT_WELL = "{part}: {says}"
    NO_MISTAKE = "no errors"
    NO_PICTURE = "{source} is not sending a picture. Check its cable."
    CAMERA = "{source}, {width} by {height}"
    SOUND_WORKS = "The sound works."
    VOICE_WORKS = "The voice works."
    PLAYED = "a sentence was played"
    SCREEN_READER_TOO = "running; Lantern speaks with {voice} and also prints what it says"
    SCREEN_READER_ONLY = "running; Lantern speaks with {voice} and does not print what it says"
    NO_VOICE = "no voice"
    SWITCHED_OFF = "turned off in the settings; questions are typed"
    GIVES_SOUND = "sound is coming in"
    MODEL_WHOLE = "version {version}, files unchanged"
    TEXT = "text can be read"
    KEYS = "key presses can be read"
    NO_KEYS = "key presses can't be read here. Start Lantern in a terminal, or use trigger."
    RUNNING = "Lantern is running and listening"
    CAN_OPEN = "{path} can be opened"
    DESCRIBED = "{photo} in {seconds} seconds: {text}"
    NOT_DESCRIBED = (
        "{photo} in {seconds} seconds, without any of these words: {words}. Choose another model. "
        "It wrote: {text}"
    )
    OTHER_DESCRIBED = (
        "{photo} could not be described. Free some memory and try again, or choose another model."
    )


class ServiceLine(Phrase):
    """The output of `lantern service`."""

    NO_SYSTEMD = (
        "The service can't be set up, because systemd does not start your programs on this "
        "computer. Add the command {command} to the programs that your desktop starts when you log "
        "in."
    )
    UNWRITABLE = (
        "The file {path} could not be written: {reason}. Make room or make the folder writable, "
        "then try again."
    )
    NOT_REMOVED = (
        "The file {path} could not be removed: {reason}. Make the folder writable, then try again."
    )
    REFUSED = "systemd refused: {reason} Log out and log in, then try again."
    INSTALLED = (
        "Lantern will start, without a terminal, when you log in. To press its keys, use commands "
        "such as: ./lantern trigger describe. To start it now: systemctl --user start lantern"
    )
    NOTHING_THERE = "The service was not set up, so there was nothing to remove."
    REMOVED = "Lantern no longer starts when you log in."

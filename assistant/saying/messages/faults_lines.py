"""What is said of faults of single parts, each with one thing to do."""

from assistant.protocol.spoken import Phrase


class EarsFault(Phrase):
    """The speech recogniser and the speech detector."""

    NO_VOSK_MODEL = (
        "There is no Vosk model for the language {language}. "
        "Type: ./lantern models pull vosk-small-{language}"
    )
    NO_VOSK = "Vosk is not installed. Install Lantern again."
    VOSK_NOT_LOADED = "The model {model} does not load. Remove it and pull it again."
    VOSK_DEAF = "The model {model} does not listen. Remove it and pull it again."
    NOT_INSTALLED = "The speech recogniser is not installed. Install Lantern again."
    NO_LANGUAGE = "Whisper does not know the language {language}. Choose another."
    NOT_LOADED = "The speech recogniser does not load: {reason}. Install Lantern again."
    UNREADABLE = "The speech recogniser cannot be read: {reason}. Install Lantern again."
    DAMAGED = "The speech recogniser's file {file} is damaged. Install Lantern again."
    FAILED = "The speech recogniser failed. Ask again."
    FAILED_BY = "The speech recogniser failed: {reason}. Ask again."
    FAILED_AT_START = "The speech recogniser failed: {reason}. Install Lantern again."
    NO_DETECTOR = "The speech detector does not load: {reason}. Install Lantern again."
    LISTENING_FAILED = "Listening failed. Ask again."


class MemoryLine(Phrase):
    """What the user kept."""

    UNREADABLE = "What you kept cannot be read or written: {reason}. Check the file {file}."


class TriggerLine(Phrase):
    """The command `lantern trigger`, and two Lanterns at once."""

    NOT_RUNNING = "Lantern is not running. Start it with the command: ./lantern run"
    NO_ANSWER = (
        "Lantern does not answer. End it with Ctrl and c in its terminal and start it again with "
        "the command: ./lantern run"
    )
    UNKNOWN = "There is no such action. The actions are {actions}."
    RUNNING_ALREADY = (
        "Lantern is running already. Press its keys in its own terminal, or from here with the "
        "command: ./lantern trigger describe"
    )
    UNREACHABLE = "The socket {path} cannot be reached: {reason}."
    NOT_OPENED = (
        "The socket {path} cannot be opened: {reason}. Lantern runs without it, so only the keys "
        "of the terminal work."
    )
    NOT_YOURS = (
        "{path} is not a folder of yours. Remove it and start Lantern again. Until then only the "
        "keys of the terminal work."
    )

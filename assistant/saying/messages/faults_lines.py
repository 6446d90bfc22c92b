"""What is said of faults of single parts, each with one thing to do."""

from assistant.protocol.spoken import Phrase


class EarsFault(Phrase):
    """The speech recogniser and the speech detector."""

    NO_VOSK_MODEL = (
        "No Vosk model for the language {language} is installed. Type: ./lantern models pull "
        "vosk-small-{language}"
    )
    NO_VOSK = "Vosk is not installed. Reinstall Lantern."
    VOSK_NOT_LOADED = "The model {model} could not be loaded. Remove it and download it again."
    VOSK_DEAF = "The model {model} does not respond to sound. Remove it and download it again."
    NOT_INSTALLED = "Speech recognition is not installed. Reinstall Lantern."
    NO_LANGUAGE = "Whisper doesn't know the language {language}. Choose another."
    NOT_LOADED = "Speech recognition could not be loaded: {reason}. Reinstall Lantern."
    UNREADABLE = "The speech recognition files could not be read: {reason}. Reinstall Lantern."
    DAMAGED = "The speech recognition file {file} is damaged. Reinstall Lantern."
    FAILED = "Speech recognition failed. Ask again."
    FAILED_BY = "Speech recognition failed: {reason}. Ask again."
    FAILED_AT_START = "Speech recognition failed: {reason}. Reinstall Lantern."
    NO_DETECTOR = "Speech detection could not be loaded: {reason}. Reinstall Lantern."
    LISTENING_FAILED = "Something went wrong while I was listening. Ask again."


class MemoryLine(Phrase):
    """What the user kept."""

    UNREADABLE = "I can't read or save what I remember for you: {reason}. Check the file {file}."


class TriggerLine(Phrase):
    """The command `lantern trigger`, and two Lanterns at once."""

    NOT_RUNNING = "Lantern is not running. Start it with the command: ./lantern run"
    NO_ANSWER = (
        "Lantern is not responding. Press Ctrl and c in its terminal, then start it again with the "
        "command: ./lantern run"
    )
    UNKNOWN = "There is no such action. The actions are {actions}."
    RUNNING_ALREADY = (
        "Lantern is already running. Press its keys in its own terminal, or from here with the "
        "command: ./lantern trigger describe"
    )
    UNREACHABLE = "I can't reach the socket {path}: {reason}."
    NOT_OPENED = (
        "The socket {path} could not be opened: {reason}. Lantern still runs, but only the keys of "
        "its terminal work."
    )
    NOT_YOURS = (
        "{path} is not a folder that you own. Remove it and start Lantern again. Until then, only "
        "the keys of the terminal work."
    )

"""Faults of single parts and of the settings file, each with a remedy."""

from assistant.protocol.spoken import Phrase, counted


class EarsFault(Phrase):
    """Faults of speech recognition and speech detection."""

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
    OTHER_DETECTOR = "it is damaged or was changed"
    NO_DETECTOR = "Speech detection could not be loaded: {reason}. Reinstall Lantern."
    LISTENING_FAILED = "Something went wrong while I was listening. Ask again."


class TriggerLine(Phrase):
    """Faults of `lantern trigger`, and two Lanterns at once."""

    NOT_RUNNING = "Lantern is not running. Start it with the command: ./lantern run"
    NO_ANSWER = (
        "Lantern is not responding. Press Ctrl and c in its terminal, then start it again with the "
        "command: ./lantern run"
    )
    UNKNOWN = "There is no such action. The actions are {actions}."
    NO_FILE = "Name a file after read-file."
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


class VoiceFault(Phrase):
    """Faults of voices."""

    NONE = "No voice was found. Install espeak-ng."
    NO_VOICE = "There is no voice {voice}. Choose another in the settings."
    CLOSED = "The voice is closed."
    NO_ESPEAK = "espeak-ng is not installed. Install espeak-ng."
    SILENT = "{engine} is not responding."
    FAILED = "{engine} could not speak: {reason}"
    NO_SOUND = "{engine} made no sound: {reason}"
    STARTING = "{engine} is still starting."
    NOT_STARTED = "{engine} could not be started: {reason}"
    NO_ANSWER = "it is not responding"
    ENDED = "its process ended"
    NO_PIPER = "No Piper voice is set. Write the path of its onnx file into {setting}."
    PIPER_NEEDS_ESPEAK = "Piper needs espeak-ng. Install espeak-ng."
    PIPER_NOT_HELPED = "espeak-ng could not prepare the text for Piper: {reason}"
    ONE_LANGUAGE = "{voice} only speaks {language}."
    LOADING = "{voice} is still loading."
    NOT_PIPER = "{voice} is not a Piper voice: {reason}"


class UnheardLine(Phrase):
    """Why sound that is played can't be heard."""

    MUTED = "The sound of {sink} is muted. Run: {command}"
    ZERO = "The volume of {sink} is zero. Run: {command}"
    NOWHERE = "{sink} is not connected to a speaker. Connect a speaker or headphones."
    DEFAULT = "the default output"


class SettingsFault(Phrase):
    """Faults of the settings file, and of saved settings."""

    COUNT = counted(
        "The settings file {path} has an error.", "The settings file {path} has {count} errors."
    )
    DEFAULTS = "I use the default until you correct it."
    NO_FILE = "It does not exist, or it is not a file."
    UNREADABLE = "It could not be read: {reason}. Make it readable."
    TOO_LONG = "It has more than {most} kilobytes, too many for settings. Make it shorter."
    NOT_TEXT = "It is not UTF-8 text. Save it in that encoding."
    NOT_TOML = (
        "It is not valid TOML: {reason}. Write each setting as a name, an equals sign and a value, "
        "with text in quotation marks."
    )
    NO_GROUP = "{group} is not a group. The groups are {groups}."
    NO_HEADING = "{group} is {value}. It must be a heading, written {heading}."
    NO_SETTING = "{setting} is not a setting. The settings of {group} are {settings}."
    VALUE = "{setting} is {value}. It must be {allowed}."
    MISSING = "{setting} is missing. Put it back, or reinstall Lantern."
    SAME_KEY = "{one} and {other} both use the key {key}. Choose another key for one of them."
    FIRST_KEY = (
        "{one} uses {key} and {other} uses {second}: the first press would already act. Choose "
        "another key for one of them."
    )
    RATE_UNREADABLE = (
        "The last speech rate in {file} could not be read. Lantern uses the rate in the settings."
    )
    NOT_REMEMBERED = "Your change could not be saved in {file}: {reason}."


class Allowed(Phrase):
    """The values that a setting may have, to end a sentence."""

    AND = "{most} and {last}"
    OR = "{most} or {last}"
    ONE_OF = "one of {names}"
    NOT_EMPTY = "text that is not empty"
    TRUE_OR_FALSE = "true or false"
    WHOLE_NUMBER = "a whole number from {low} to {high}"
    NUMBER = "a number from {low} to {high}"
    TEXT = "text on one line, in quotation marks"
    PATH = "a path that begins with {one} or with {other}"
    SOURCE = "a camera number, a path, or an address that begins with {one} or {other}"
    ADDRESS = "an address that begins with {one} or {other}, or empty"
    KEYS = "a list of keys, such as {example}"
    EACH_KEY = "a list in which each key is {allowed}"
    KEY = "a character or one of {names} and f1 to f12, or two of these with a space between them"

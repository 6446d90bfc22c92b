"""What is said of a settings file that is wrong, and of what is remembered beside it."""

from assistant.protocol.spoken import Phrase, counted


class SettingsFault(Phrase):
    """The sentences, by what is wrong; names in braces are filled in."""

    COUNT = counted(
        "The settings file {path} has a fault.", "The settings file {path} has {count} faults."
    )
    NO_FILE = "It is not there, or is not a file."
    UNREADABLE = "It cannot be read: {reason}. Make it readable."
    NOT_TEXT = "It is not text in UTF-8. Save it with that encoding."
    NOT_TOML = (
        "It is not valid TOML: {reason}. Write each setting as a name, an equals sign, and a "
        "value, with texts in quotation marks."
    )
    NO_GROUP = "{group} is not a group. The groups are {groups}."
    NO_HEADING = "{group} is {value}. It must be a heading, written {heading}."
    NO_SETTING = "{setting} is not a setting. The settings of {group} are {settings}."
    VALUE = "{setting} is {value}. It must be {allowed}."
    MISSING = "{setting} is missing. Put it back, or install Lantern again."
    SAME_KEY = "{one} and {other} both have the key {key}. Give one of them another key."
    FIRST_KEY = (
        "{one} has {key} and {other} has {second}: the first press would already act. "
        "Give one of them another key."
    )
    RATE_UNREADABLE = (
        "The last rate of speech in {file} cannot be read. The rate of the settings counts."
    )
    NOT_REMEMBERED = "What was set cannot be remembered in {file}: {reason}."


class Allowed(Phrase):
    """What a setting may be, as the end of a sentence."""

    AND = "{most} and {last}"
    OR = "{most} or {last}"
    ONE_OF = "one of {names}"
    NOT_EMPTY = "text that is not empty"
    TRUE_OR_FALSE = "true or false"
    WHOLE_NUMBER = "a whole number from {low} to {high}"
    NUMBER = "a number from {low} to {high}"
    TEXT = "text on one line, in quotation marks"
    PATH = "a path that begins with {one} or with {other}"
    SOURCE = "the number of a camera, a path, or an address that begins with {one} or {other}"
    ADDRESS = "an address that begins with {one} or {other}, or empty"
    KEYS = "a list of keys, such as {example}"
    EACH_KEY = "a list in which each key is {allowed}"
    KEY = "a character or one of {names} and f1 to f12, or two of these with a space between them"

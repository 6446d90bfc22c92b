"""What is said of a settings file that is wrong, and of what is remembered beside it."""

from assistant.protocol.spoken import Phrase, counted


class SettingsFault(Phrase):
    """The sentences, by what is wrong; names in braces are filled in."""

    COUNT = counted(
        "The settings file {path} has an error.", "The settings file {path} has {count} errors."
    )
    NO_FILE = "It does not exist, or it is not a file."
    UNREADABLE = "It could not be read: {reason}. Make it readable."
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
    SOURCE = "a camera number, a path, or an address that begins with {one} or {other}"
    ADDRESS = "an address that begins with {one} or {other}, or empty"
    KEYS = "a list of keys, such as {example}"
    EACH_KEY = "a list in which each key is {allowed}"
    KEY = "a character or one of {names} and f1 to f12, or two of these with a space between them"

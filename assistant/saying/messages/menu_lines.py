"""What the settings menu says."""

from assistant.protocol.choices import Setting
from assistant.protocol.spoken import Phrase, counted


class MenuLine(Phrase):
    """The sentences, by what they are for; names in braces are filled in."""

    OPENED = (
        "Settings. {entry} {right} and {left} change it, {down} and {up} go to another setting, "
        "{keep} keeps all, {back} puts all back."
    )
    HELP = (
        "You are in the settings. {down} and {up}: another setting. {right} and {left}: change it, "
        "at once. {keep}: keep all. {back}: put all back. Any other key keeps all and does what it "
        "always does. {help} again: all keys."
    )
    KEPT = "Settings kept."
    NOTHING_CHANGED = "Settings left, nothing is changed."
    PUT_BACK = "Settings left, all is as it was."
    NOT_KEPT = "The settings hold until Lantern ends, but they are not written down. {reason}"
    FAULTY_FILE = "Your settings file has a mistake: {fault} Mend that, and change them again."
    CLOSED_FILE = (
        "The file {file} cannot be written: {reason}. Make room, or make it and its folder "
        "writable."
    )

    FIRST = "The first: {what}"
    LAST = "The last: {what}"
    ONLY = "There is no other: {what}"
    SEARCHING = "One moment, I am looking for what there is."

    RATE = "Speed: {value}"
    VOICE = "Voice: {value}"
    LANGUAGE = "Language: {value}"
    WORDS = "Descriptions: {value}"
    PAUSE = "Pause between remarks while watching: {value}"
    CAMERA = "Camera: {value}"
    MICROPHONE = "Microphone: {value}"

    USUAL_VOICE = "the usual one"
    OF_THE_SYSTEM = "that of your system"
    OF_ORCA = "that of Orca"
    THIS_LANGUAGE = "English"
    WORDS_A_MINUTE = counted("{count} word a minute", "{count} words a minute")
    SECONDS = counted("{count} second", "{count} seconds")
    MINUTES = counted("{count} minute", "{count} minutes")
    SHORT = "short"
    NORMAL = "normal"
    FULL = "full"
    CAMERA_NUMBER = "camera {number}"
    CAMERA_NAMED = "{name}, camera {number}"
    CAMERA_OF_SETTINGS = "the one of your settings"


ENTRIES = {setting: MenuLine[setting.name] for setting in Setting}
"""How a setting and its value are said."""

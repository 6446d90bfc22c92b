"""The settings menu."""

from assistant.protocol.choices import Setting
from assistant.protocol.spoken import Phrase, counted


class MenuLine(Phrase):
    """The texts of the settings menu."""

    OPENED = (
        "Settings. {entry} {right} and {left} change it, {down} and {up} move to another setting, "
        "{keep} saves, {back} cancels."
    )
    HELP = (
        "You are in the settings. {down} and {up}: another setting. {right} and {left}: change it "
        "right away. {keep}: save. {back}: cancel and undo all changes. Any other key saves and "
        "does its usual job. {help} again for all keys."
    )
    KEPT = "Settings saved."
    NOTHING_CHANGED = "Settings closed, nothing changed."
    PUT_BACK = "Settings closed, changes undone."
    NOT_KEPT = "The new settings work until you quit Lantern, but they were not saved. {reason}"
    FAULTY_FILE = "Your settings file has an error: {fault} Fix it, then change the settings again."
    CLOSED_FILE = (
        "The file {file} could not be written: {reason}. Make room, or make it and its folder "
        "writable."
    )

    FIRST = "Start of the list. {what}"
    LAST = "End of the list. {what}"
    ONLY = "No other choice. {what}"
    SEARCHING = "One moment, I am looking for the choices."

    RATE = "Speed: {value}"
    VOICE = "Voice: {value}"
    LANGUAGE = "Language: {value}"
    WORDS = "Descriptions: {value}"
    PAUSE = "Pause between remarks while watching: {value}"
    CAMERA = "Camera: {value}"
    MICROPHONE = "Microphone: {value}"
    MODEL = "Model: {value}"

    USUAL_VOICE = "default"
    OF_THE_SYSTEM = "same as your system"
    OF_ORCA = "same as Orca"
    THIS_LANGUAGE = "English"
    WORDS_A_MINUTE = counted("{count} word a minute", "{count} words a minute")
    SECONDS = counted("{count} second", "{count} seconds")
    MINUTES = counted("{count} minute", "{count} minutes")
    SHORT = "short"
    NORMAL = "normal"
    FULL = "full"
    CAMERA_NUMBER = "camera {number}"
    CAMERA_NAMED = "{name}, camera {number}"
    OWN_MODEL = "the one that comes with Lantern"
    CAMERA_OF_SETTINGS = "the one in your settings file"


ENTRIES = {setting: MenuLine[setting.name] for setting in Setting}
"""A setting with its value."""

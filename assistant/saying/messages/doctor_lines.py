"""What `lantern doctor` says."""

from assistant.protocol.spoken import Phrase


class PartName(Phrase):
    """The parts that are checked."""

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
    """How a part stands; names in braces are filled in."""

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

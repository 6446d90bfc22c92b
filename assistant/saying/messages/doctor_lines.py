"""What `lantern doctor` says."""

from assistant.protocol.spoken import Phrase


class PartName(Phrase):
    """The parts that are checked."""

    SETTINGS = "settings"
    CAMERA = "camera"
    VOICE = "voice"
    SOUND = "sound"
    SCREEN_READER = "screen reader"
    EARS = "ears"
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
    NO_MISTAKE = "no mistake in them"
    NO_PICTURE = "{source} gives no picture. Check its cable."
    CAMERA = "{source}, {width} by {height}"
    SOUND_WORKS = "The sound works."
    VOICE_WORKS = "The voice works."
    PLAYED = "a sentence was played"
    SCREEN_READER_TOO = "it runs, Lantern speaks by {voice} and prints its lines too"
    SCREEN_READER_ONLY = "it runs, Lantern speaks by {voice} and prints no lines"
    NO_VOICE = "no voice"
    SWITCHED_OFF = "switched off in the settings, questions are typed"
    GIVES_SOUND = "it gives sound"
    MODEL_WHOLE = "version {version}, files as made"
    TEXT = "text can be read"
    KEYS = "keys can be read"
    NO_KEYS = "keys cannot be read here. Start Lantern in a terminal, or use trigger."
    RUNNING = "Lantern is running and listens"
    CAN_OPEN = "{path} can be opened"

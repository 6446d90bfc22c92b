"""What is said of voices that do not speak."""

from assistant.protocol.spoken import Phrase


class VoiceFault(Phrase):
    """The sentences, by what is wrong; names in braces are filled in."""

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
    """Why nobody can hear what is played."""

    MUTED = "The sound of {sink} is muted. Run: {command}"
    ZERO = "The volume of {sink} is zero. Run: {command}"
    NOWHERE = "{sink} is not connected to a speaker. Connect a speaker or headphones."
    DEFAULT = "the default output"

"""What is said of voices that do not speak."""

from assistant.protocol.spoken import Phrase


class VoiceFault(Phrase):
    """The sentences, by what is wrong; names in braces are filled in."""

    NONE = "No voice is there. Install espeak-ng."
    NO_VOICE = "There is no voice {voice}. Choose another in the settings."
    CLOSED = "The voice is closed."
    NO_ESPEAK = "espeak-ng is not installed. Install espeak-ng."
    SILENT = "{engine} does not answer."
    FAILED = "{engine} could not speak: {reason}"
    NO_SOUND = "{engine} gave no sound: {reason}"
    STARTING = "{engine} is still starting."
    NOT_STARTED = "{engine} cannot be started: {reason}"
    NO_ANSWER = "it does not answer"
    ENDED = "its process ended"
    NO_PIPER = "No Piper voice is named. Write the path of its onnx file into {setting}."
    PIPER_NEEDS_ESPEAK = "Piper needs espeak-ng. Install espeak-ng."
    PIPER_NOT_HELPED = "espeak-ng could not help Piper: {reason}"
    ONE_LANGUAGE = "{voice} speaks {language} only."
    LOADING = "{voice} is still loading."
    NOT_PIPER = "{voice} is no Piper voice: {reason}"


class UnheardLine(Phrase):
    """Why nobody can hear what is played."""

    MUTED = "The sound of {sink} is muted. Run: {command}"
    ZERO = "The volume of {sink} is zero. Run: {command}"
    NOWHERE = "{sink} plays to nowhere. Connect loudspeakers or headphones."
    DEFAULT = "the default output"

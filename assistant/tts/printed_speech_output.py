"""No voice: a reader or a braille display shows the printed lines, such as over ssh."""

from assistant.tts.screen_reader import PRINT
from assistant.tts.timed_speech_output import TimedSpeechOutput


class PrintedSpeechOutput(TimedSpeechOutput):
    """Leaves the text to the line that is printed when an utterance begins."""

    name = PRINT

    def present(self, text: str) -> None:
        """Do nothing."""

    def interrupt(self) -> None:
        """Do nothing: what is printed stays."""

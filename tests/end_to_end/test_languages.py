"""First start, help and settings in other languages, from the keys to the recorded voice."""

import re

import pytest

from assistant.asr.whisper_recogniser import Whisper
from assistant.saying import language
from assistant.saying.language import Phrase
from assistant.saying.messages.core import Line
from assistant.saying.messages.keys_lines import KeyName
from assistant.saying.messages.menu_lines import MenuLine
from assistant.saying.messages.tour_lines import TourLine
from tests.end_to_end.conftest import SAMPLES, Start, settings
from tests.kit.pulse import PulseServer, Recording
from tests.kit.room import heard


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def assert_heard(recording: Recording, whisper: Whisper, after: float, sentence: str) -> None:
    """A printed sentence was heard since a time, as far as a recogniser can tell."""
    sound = heard(recording, after, recording.wait_quiet())
    said = " ".join(word.text for word in whisper.guess(sound).words)
    missed = words(sentence) - words(said)
    assert len(missed) <= len(words(sentence)) / 3, f"{sentence!r} was heard as {said!r}"


@pytest.mark.slow
@pytest.mark.parametrize("code", ["de", "es"])
def test_first_start_help_and_settings_in_another_language(
    code: str, start: Start, pulse: PulseServer
) -> None:
    def line(phrase: Phrase, **values: object) -> str:
        """A pattern for a printed line that starts with a sentence in that language."""
        return "^" + re.escape(phrase.said_in(code, **values))

    def key(name: KeyName) -> str:
        return name.said_in(code)

    whisper = Whisper(code, threads=1)
    speed = MenuLine.RATE.said_in(code, value=MenuLine.WORDS_A_MINUTE.said_in(code, count=160))
    settings(
        camera={"source": str(SAMPLES / "coffee.jpg")},
        voice={"rate": 160, "language": code},
        ears={"engine": "off"},
    )
    with pulse.recording() as recording, start("run", first=True) as program:
        program.wait_for(re.escape(Line.READY.said_in(code)))
        program.wait_for(line(TourLine.SOUND, next=key(KeyName.RIGHT), stop="s"))
        program.press("s", "h")
        keys = {"describe": key(KeyName.SPACE), "ask": key(KeyName.ENTER), "help": "h"}
        twice = Line.KEY_TWICE.said_in(code, key="q")
        program.wait_for(line(Line.HELP_FIRST, quit=twice, **keys))
        program.press("s")
        asked = recording.wait_quiet()
        # The last sentences were "Ready.", the welcome and the help.
        program.press("p", "p", "p")
        nothing = Line.NOTHING_BEFORE.said_in(code)
        program.wait_for(f"^{re.escape(nothing)}$")
        recording.wait_loud(asked)
        assert_heard(recording, whisper, asked, nothing)
        program.press("m")
        program.wait_for(f"{re.escape(speed)}[.] ")
        program.press("down", "down")
        own = MenuLine.THIS_LANGUAGE.said_in(code)
        program.wait_for(line(MenuLine.LANGUAGE, value=own))
        # English comes first.
        program.press(*["left"] * language.there_are().index(code))
        program.wait_for("^English[.]$")
        program.press("s")
        program.wait_for(line(MenuLine.PUT_BACK))
        program.press("q", "q")
        program.wait_for(line(Line.GOODBYE))
        assert program.wait_end() == 0

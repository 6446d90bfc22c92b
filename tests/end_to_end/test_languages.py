"""First start, help and settings in other languages, from the keys to the recorded voice."""

import re

import pytest

from assistant.asr.whisper_recogniser import Whisper
from assistant.protocol.spoken import Phrase
from assistant.saying import language
from assistant.saying.messages.core import Line
from assistant.saying.messages.menu_lines import MenuLine
from assistant.saying.messages.names_lines import KeyName
from assistant.saying.messages.tour_lines import TourLine
from tests.end_to_end.conftest import SAMPLES, Start, settings
from tests.kit.pulse import PulseServer, Recording
from tests.kit.room import heard, resembles
from tests.kit.sentences import in_words
from tests.kit.terminal import ProgramOnTerminal


def assert_heard(
    recording: Recording, whisper: Whisper, program: ProgramOnTerminal, sentence: str
) -> None:
    """The sentence that p says by itself is heard, as far as a recogniser can tell.

    A busy computer may leave gaps in a sentence, so it is said up to three times.
    """
    said: list[str] = []
    while len(said) < 3 and not any(resembles(one, sentence) for one in said):
        before = recording.wait_quiet()
        program.press("p")
        recording.wait_loud(before)
        sound = heard(recording, before, recording.wait_quiet())
        said.append(" ".join(word.text for word in whisper.guess(sound).words))
    assert resembles(said[-1], sentence), f"{sentence!r} was heard as {said}"


@pytest.mark.slow
@pytest.mark.parametrize("code", ["de", "es"])
def test_first_start_help_and_settings_in_another_language(
    code: str, start: Start, pulse: PulseServer
) -> None:
    def line(phrase: Phrase, **values: object) -> str:
        """A pattern for a printed line that starts with a sentence in that language."""
        return "^" + re.escape(in_words(code, phrase.said(**values)))

    def key(name: KeyName) -> str:
        return in_words(code, name.said())

    whisper = Whisper(code, threads=1)
    speed = in_words(
        code, MenuLine.RATE.said(value=in_words(code, MenuLine.WORDS_A_MINUTE.said(count=160)))
    )
    settings(
        camera={"source": str(SAMPLES / "coffee.jpg")},
        voice={"rate": 160, "language": code},
        ears={"engine": "off"},
    )
    with pulse.recording() as recording, start("run", first=True) as program:
        program.wait_for(re.escape(in_words(code, Line.READY.said())))
        program.wait_for(line(TourLine.SOUND, next=key(KeyName.RIGHT), stop="s"))
        program.press("s", "h")
        keys = {"describe": key(KeyName.SPACE), "ask": key(KeyName.ENTER), "help": "h"}
        twice = in_words(code, Line.KEY_TWICE.said(key="q"))
        program.wait_for(line(Line.HELP_FIRST, quit=twice, **keys))
        program.press("s")
        recording.wait_quiet()
        # The last sentences were "Ready.", the welcome and the help.
        program.press("p", "p", "p")
        nothing = in_words(code, Line.NOTHING_BEFORE.said())
        program.wait_for(f"^{re.escape(nothing)}$")
        assert_heard(recording, whisper, program, nothing)
        program.press("m")
        program.wait_for(f"{re.escape(speed)}[.] ")
        program.press("down", "down")
        own = in_words(code, MenuLine.THIS_LANGUAGE.said())
        program.wait_for(line(MenuLine.LANGUAGE, value=own))
        # English comes first.
        program.press(*["left"] * language.there_are().index(code))
        program.wait_for("^English[.]$")
        program.press("s")
        program.wait_for(line(MenuLine.PUT_BACK))
        program.press("q", "q")
        program.wait_for(line(Line.GOODBYE))
        assert program.wait_end() == 0

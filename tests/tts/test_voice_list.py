"""Changing the voice and the language while speaking."""

import pytest

from assistant.protocol.choices import Setting
from assistant.protocol.effects import Utterance
from assistant.protocol.events import Listed, SpeechEnded
from assistant.tts.base import EngineSettings, voice_of
from assistant.tts.espeak_engine import voices
from assistant.tts.synthesis import open_synthesiser
from tests.kit.heard import Heard
from tests.kit.pulse import Recording
from tests.kit.sentences import segments
from tests.tts.conftest import SHORT, MakeVoice


@pytest.mark.program
@pytest.mark.parametrize("engine", ["pyttsx3", "espeak-ng"])
def test_an_engine_lists_its_voices_for_a_language(engine: str) -> None:
    english = {choice.value: choice.name for choice in voices(engine, "en")}
    assert english["en-us"] == "English, America"
    assert english["en-gb-scotland"] == "English, Scotland"
    assert [choice.value for choice in voices(engine, "de")] == ["de"]
    assert voices(engine, "xx") == ()


def test_other_engines_have_none_to_choose() -> None:
    assert voices("piper", "en") == voices("orca", "en") == voices("", "en") == ()


@pytest.mark.program
@pytest.mark.parametrize("engine", ["pyttsx3", "espeak-ng"])
def test_every_listed_voice_speaks_and_differs(engine: str) -> None:
    synthesiser = open_synthesiser(engine, EngineSettings())
    try:
        sounds = {}
        for value in ("", *(choice.value for choice in voices(engine, "en")), "de"):
            synthesiser.use(value, "en")
            sounds[value] = synthesiser.synthesize("a hundred and eighty", 180).samples.tobytes()
            assert synthesiser.name == f"{engine} {value or 'en'}"
        assert len({sounds[value] for value in ("", "en-us", "de")}) == 3
    finally:
        synthesiser.close()


def test_without_a_chosen_voice_the_language_decides() -> None:
    assert voice_of("en-us", "de") == "en-us"
    assert voice_of("", "de") == "de"
    assert voice_of("", "en") == ""
    assert voice_of("", "pt_BR") == "pt-br"


def test_a_running_voice_changes_and_lists_the_others(
    recording: Recording, make_voice: MakeVoice, heard: Heard
) -> None:
    voice = make_voice()
    voice.say(Utterance(segments(SHORT), 1))
    heard.wait(SpeechEnded(1, complete=True))
    voice.use("en-us", "en")
    voice.say(Utterance(segments(SHORT), 2))
    heard.wait(SpeechEnded(2, complete=True))
    assert voice.name() == "pyttsx3 en-us"
    voice.use("", "de")
    voice.say(Utterance(segments(SHORT, "de"), 3))
    heard.wait(SpeechEnded(3, complete=True))
    assert voice.name() == "pyttsx3 de"
    voice.find("en", "")
    heard.wait(Listed)
    (listed,) = heard.all(Listed)
    assert (listed.setting, listed.language) == (Setting.VOICE, "")
    assert "en-us" in [choice.value for choice in listed.choices]


def test_english_words_within_german_have_an_english_voice(
    recording: Recording, make_voice: MakeVoice, heard: Heard
) -> None:
    voice = make_voice(engine="espeak-ng")
    voice.use("", "de")
    names = []
    for number, (text, english) in enumerate(
        [("Bereit.", False), ("A dog.", True), ("A cat.", True), ("Ja.", False)], 1
    ):
        if text == "A cat.":
            # A voice chosen meanwhile is for the next German words.
            voice.use("de", "de")
        voice.say(Utterance(segments(text, "en" if english else "de"), number))
        heard.wait(SpeechEnded(number, complete=True))
        names.append(voice.name())
    assert names == ["espeak-ng de", "espeak-ng en", "espeak-ng en", "espeak-ng de"]


def test_an_english_user_hears_the_chosen_voice_for_everything(
    recording: Recording, make_voice: MakeVoice, heard: Heard
) -> None:
    voice = make_voice(engine="espeak-ng", voice="en-us")
    voice.say(Utterance(segments(SHORT), 1))
    heard.wait(SpeechEnded(1, complete=True))
    assert voice.name() == "espeak-ng en-us"

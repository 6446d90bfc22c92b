"""What Lantern says that it can do is what it can do."""

import pytest

from assistant.protocol.events import Action
from assistant.protocol.query import Intent
from assistant.saying.messages.core import Line
from assistant.saying.messages.tour_lines import AbilityLine
from assistant.understanding.language_file import of
from assistant.understanding.matcher import understand
from tests.kit.sentences import in_words
from tests.kit.talk import Talk, said

SKILLS = {
    Intent.DESCRIBE: "describe this",
    Intent.READ: "read this",
    Intent.FIND: "find my cup",
    Intent.COLOUR: "name the colour",
    Intent.LIGHT: "light",
    Intent.WHERE: "the layout",
    Intent.PEOPLE: "is anybody here",
    Intent.CODES: "scan the barcode",
    Intent.KEEP: "keep this as my cup",
    Intent.WATCH: "watch the door",
    Intent.SAVE: "save the picture",
    Intent.COPY: "copy that",
}


@pytest.mark.parametrize("kind", SKILLS)
def test_exactly_the_available_skills_are_listed(kind: Intent) -> None:
    not_yet = any(text.startswith("I can't do that yet") for text in said(Talk().say(SKILLS[kind])))
    assert (kind.name in AbilityLine.__members__) is not not_yet


@pytest.mark.parametrize("code", ["de", "es"])
def test_what_is_offered_as_words_to_say_is_understood(code: str) -> None:
    lines = (*AbilityLine, Line.NEVER_EMOTION, Line.NEVER_DISTANCE)
    said_in = {line: in_words(code, line.said()).partition(": ")[2] for line in lines}
    words = {line: one for line, one in said_in.items() if one}
    examples = {AbilityLine.QUESTION, AbilityLine.CHOOSE, AbilityLine.FIND}
    examples |= {AbilityLine.COPY, AbilityLine.MONEY}
    assert words.keys() == examples | {Line.NEVER_EMOTION, Line.NEVER_DISTANCE}
    for one in words.values():
        query = understand(one, of(code))
        assert query is not None
        assert query.intent is not Intent.QUESTION or query.english, one


@pytest.mark.parametrize("words", ["What can you do?", "What are your skills?"])
def test_whoever_asks_hears_a_short_sentence_on_each(words: str) -> None:
    for effects in (Talk().say(words), Talk().type(words)):
        (text,) = said(effects)[-1:]
        assert text.startswith("I say what is in front of the camera. I answer questions")
        assert text.endswith("h twice for all keys.")
        assert all(len(str(line.said()).split()) <= 14 for line in AbilityLine)


def test_settings_are_opened_by_a_word() -> None:
    for effects in (Talk().say("Open the settings."), Talk().type("change the voice")):
        assert said(effects)[-1].startswith("Settings. Speed: 180 words a minute.")
    talk = Talk()
    talk.say("Settings.")
    assert talk.state.menu is not None
    assert talk.press(Action.STOP)

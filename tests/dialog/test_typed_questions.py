"""Questions that are typed."""

from dataclasses import replace

import pytest

from assistant.dialog.state import State
from assistant.protocol.effects import Abandon, LookAt, Play, Say, Silence, TakeFrame
from assistant.protocol.events import (
    Action,
    Answered,
    Earcon,
    FrameTaken,
    Ready,
    SpeechEnded,
    Typed,
    TypingBegan,
    TypingEnded,
    TypingFull,
)
from assistant.protocol.spoken import Segment
from assistant.saying.language import Catalogue
from tests.kit.sentences import plain
from tests.kit.talk import FRAME, Talk, asks, reply, said


def test_slash_takes_a_frame_and_says_that_one_can_type() -> None:
    talk = Talk()
    effects = talk(TypingBegan(talk.now))
    generation = talk.state.generation
    assert effects[:3] == (Silence(), Play(Earcon.CAPTURED), TakeFrame(generation, talk.now))
    assert said(effects) == ["Type your question."]
    assert talk(FrameTaken(generation, FRAME)) == (LookAt(generation, FRAME),)
    assert talk.wait(60) == (), "whoever types may take time"


def test_each_finished_word_and_each_letter_taken_away_is_spoken() -> None:
    talk = Talk()
    talk(TypingBegan(talk.now))
    spoken = []
    for text in ("i", "is", "is ", "is  ", "is ", "is", "i", "it", "it ", "it r", "it ."):
        spoken.append(said(talk(Typed(text, talk.now))))
    assert spoken == [[], [], ["is"], [], ["Space"], ["Space"], ["s"], [], ["it"], [], []]


def test_what_is_pasted_is_spoken_as_it_stands() -> None:
    talk = Talk()
    talk(TypingBegan(talk.now))
    spoken = []
    for text in ("is th", "is there a cup ", "is there a cup in"):
        spoken.append(said(talk(Typed(text, talk.now))))
    assert spoken == [["is th"], ["there a cup"], ["in"]]


def test_a_letter_that_does_not_fit_is_reported() -> None:
    talk = Talk()
    assert talk(TypingFull(talk.now)) == ()
    talk(TypingBegan(talk.now))
    effects = talk(TypingFull(talk.now))
    assert Play(Earcon.FAULT) in effects
    assert said(effects) == ["There is no room for more letters. Press Enter to ask."]


def test_enter_asks_what_was_typed() -> None:
    talk = Talk()
    effects = talk.type("what is this")
    assert effects[-1] == asks(talk.state.generation, FRAME, "What is this?")
    assert said(talk.answer("A cup.")) == ["A cup."]
    effects = talk.type("describe")
    assert TakeFrame(talk.state.generation, talk.now) in effects


def test_what_is_typed_with_caps_lock_on_is_no_name() -> None:
    talk = Talk()
    assert talk.type("IS IT RED")[-1] == asks(talk.state.generation, FRAME, "Is it red?")
    assert talk.type("is this Lucy")[-1] == asks(talk.state.generation, FRAME, "Is this Lucy?")


def cut_short(talk: Talk, word: str) -> None:
    """Type a first word whose echo is cut by what is typed next."""
    talk(TypingBegan(talk.now))
    talk(FrameTaken(talk.state.generation, FRAME))
    talk(Typed(word, talk.now))
    talk(Typed(f"{word} ", talk.now))
    talk(SpeechEnded(talk.state.utterance, complete=False))


def test_a_question_whose_echo_was_cut_is_said_with_its_answer() -> None:
    talk = Talk()
    cut_short(talk, "is")
    talk(Typed("is it red", talk.now))
    talk(TypingEnded("is it red", talk.now))
    assert said(talk.answer("Yes.")) == ["You asked: Is it red? Yes."]
    assert said(talk.press(Action.REPEAT)) == ["You asked: Is it red? Yes."]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("read the barcode", "read the barcode."),
        ("forget my mug", "Forget my mug."),
        ("Delete my mug", "Delete my mug."),
    ],
)
def test_words_that_are_no_question_are_said_as_a_sentence_of_their_own(
    words: str, expected: str
) -> None:
    talk = Talk()
    cut_short(talk, words.split()[0])
    talk(TypingEnded(words, talk.now))
    done = replace(reply("So be it."), spoken=plain("So be it."))
    effects = talk(Answered(talk.state.generation, FRAME, done))
    assert said(effects) == [f"You asked: {expected} So be it."]


def test_a_question_and_its_answer_are_each_said_in_their_language() -> None:
    talk = Talk(State(asks_in="de"))
    cut_short(talk, "ist")
    talk(TypingEnded("ist da ein stuhl", talk.now))
    generation = talk.state.generation
    (say,) = (
        effect
        for effect in talk(Answered(generation, FRAME, reply("Yes, a chair.")))
        if isinstance(effect, Say)
    )
    assert Catalogue(["de"]).segments(say.text) == (
        Segment("Sie haben gefragt: Ist da ein stuhl? ", "de"),
        Segment("Yes, a chair.", "en"),
    )


def test_escape_and_an_empty_line_end_it() -> None:
    for text in (None, "", "  "):
        talk = Talk()
        talk(TypingBegan(talk.now))
        effects = talk(TypingEnded(text, talk.now))
        assert effects[:2] == (Silence(), Abandon(talk.state.generation))
        assert said(effects) == ["Question cancelled."]
        assert talk(FrameTaken(talk.state.generation - 1, FRAME)) == ()


def test_words_without_a_request_are_reported() -> None:
    talk = Talk()
    assert said(talk.type("thanks")) == ["I didn't understand. Press slash and use other words."]


def test_what_is_typed_while_another_key_came_from_elsewhere_takes_a_fresh_frame() -> None:
    talk = Talk()
    talk(TypingBegan(talk.now))
    talk(Typed("is it red", talk.now))
    talk.press(Action.DESCRIBE)
    effects = talk(TypingEnded("is it red", talk.now))
    generation = talk.state.generation
    assert TakeFrame(generation, talk.now) in effects
    assert talk(FrameTaken(generation, FRAME)) == (asks(generation, FRAME, "Is it red?"),)


def test_typing_during_the_start_says_that_it_is_too_early() -> None:
    talk = Talk(ready=False)
    assert said(talk(TypingBegan(talk.now))) == ["Still starting. One moment."]
    assert talk(Typed("is ", talk.now)) == ()
    assert talk(TypingEnded("is it red", talk.now)) == ()
    talk(TypingBegan(talk.now))
    talk(Ready())
    assert said(talk(Typed("is ", talk.now))) == ["Type your question."]
    talk(FrameTaken(talk.state.generation, FRAME))
    assert said(talk(Typed("is it ", talk.now))) == ["it"]
    effects = talk(TypingEnded("is it red", talk.now))
    assert effects[-1] == asks(talk.state.generation, FRAME, "Is it red?")


def test_where_no_keys_are_letters_it_says_where_they_are() -> None:
    talk = Talk()
    assert said(talk.press(Action.TYPE)) == [
        "Type questions in Lantern's terminal. Press slash there."
    ]


def test_no_letter_is_spoken_into_an_open_microphone() -> None:
    talk = Talk()
    talk(TypingBegan(talk.now))
    talk.press(Action.ASK)
    assert said(talk(Typed("What is ", talk.now))) == []
    assert said(talk(TypingFull(talk.now))) == []

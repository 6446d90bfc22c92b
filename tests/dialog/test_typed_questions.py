"""Questions that are typed."""

from dataclasses import replace

from assistant.dialog.state import Given, State
from assistant.protocol.effects import Abandon, Ask, LookAt, Play, Say, Silence, TakeFrame
from assistant.protocol.events import (
    Action,
    Answered,
    Earcon,
    FrameTaken,
    Ready,
    Typed,
    TypingBegan,
    TypingEnded,
    TypingFull,
)
from assistant.protocol.query import Kind
from assistant.protocol.spoken import Segment
from assistant.saying.language import Catalogue
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


def test_letters_that_do_not_fit_are_reported_once_until_there_is_room() -> None:
    talk = Talk()
    talk(TypingBegan(talk.now))
    full = ["There is no room for more letters. Press Enter to ask."]
    assert [said(talk(TypingFull(talk.now))) for _ in range(3)] == [full, [], []]
    talk(Typed("a", talk.now))
    assert said(talk(TypingFull(talk.now))) == full


def test_what_is_changed_within_a_line_is_spoken() -> None:
    talk = Talk()
    talk(TypingBegan(talk.now))
    spoken = []
    for text, cursor in (
        ("is the", 6),
        ("is the", 5),
        ("is the", 6),
        ("is the", 0),
        ("it is the", 3),
        ("it is the", 9),
        ("it is ", 6),
        ("", 0),
    ):
        spoken += said(talk(Typed(text, talk.now, cursor)))
    end = "End of the line."
    assert spoken == ["is the", "e", end, "i", "it", end, "the", "it is"]


def test_who_sees_the_line_gets_no_line_for_each_word() -> None:
    talk = Talk()
    talk(TypingBegan(talk.now))
    for shown in (True, False):
        talk.state = replace(talk.state, typing_shown=shown)
        talk(Typed("is", talk.now))
        (say,) = [one for one in talk(Typed("is ", talk.now)) if isinstance(one, Say)]
        assert say.printed is not shown


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


def test_what_was_understood_otherwise_than_typed_is_said_with_its_answer() -> None:
    talk = Talk()
    talk.type("waht colour is the cpu")
    assert said(talk.answer("White.")) == ["You asked: What colour is the cup? White."]
    assert said(talk.press(Action.REPEAT)) == ["You asked: What colour is the cup? White."]
    talk.type("what colour is the cup")
    assert said(talk.answer("White.")) == ["White."]


def test_what_may_have_been_mistyped_in_two_ways_is_asked_back() -> None:
    talk = Talk()
    effects = talk.type("what colr is my shrt")
    (asked,) = said(effects)
    assert asked.startswith("Did you ask: what color is my ")
    assert any(isinstance(effect, Ask) for effect in talk.press(Action.YES))


def test_a_question_and_its_answer_are_each_said_in_their_language() -> None:
    talk = Talk(State(given=Given(asks_in="de")))
    talk.type("ist da ein sthul")
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


def test_what_only_names_another_thing_is_asked_as_the_last_question() -> None:
    talk = Talk()
    talk.type("where is the cup")
    talk.answer("On the left.")
    effects = talk.type("and the spoon?")
    (ask,) = (effect for effect in effects if isinstance(effect, Ask))
    assert (ask.query.kind, ask.query.things) == (Kind.PLACE, ("spoon",))
    assert ask.query.for_model == "Where is the spoon?"


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
    assert said(talk.type("um")) == ["I didn't understand. Press slash and use other words."]


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

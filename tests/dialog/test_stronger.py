"""A stronger model: offered, downloaded, taken between two questions, and given up."""

from dataclasses import replace

import pytest

from assistant.dialog.menu import DOWN, RIGHT
from assistant.dialog.state import Chosen, State, Tour, TourPart
from assistant.protocol.choices import OWN_MODEL, Choice, Setting, StrongerModel
from assistant.protocol.effects import (
    CancelPull,
    Effect,
    KeepOffered,
    KeepSettings,
    PullModel,
    Quit,
    UseModel,
)
from assistant.protocol.events import (
    Action,
    Answered,
    Described,
    FrameTaken,
    Listed,
    MemoryScarce,
    ModelFailed,
    ModelSwitched,
    OtherKey,
    PullBegan,
    PullCancelled,
    Pulled,
    PullFailed,
    PullLarger,
    PullProgress,
    PullWaits,
    SettingsKept,
    SpeechEnded,
    StatusTaken,
    StrongerFound,
)
from assistant.protocol.faults import PullFault
from tests.kit.sentences import message
from tests.kit.talk import FACTS, FRAME, Talk, described, reply, said

MODEL = StrongerModel("smol", 266, message("MIT: any use."), message("it writes sentences"))
OFFER = (
    "I can download a stronger model, smol: it writes sentences; about 266 megabytes, licence "
    "MIT: any use. Press y to download it, or n if you don't want it."
)
IN_MENU = "Model: the one that comes with Lantern. y downloads a stronger one, smol; h tells more."
BEGUN = "I am downloading smol in the background. i tells you how far it has got."


def toured(asked: bool = False) -> tuple[Talk, tuple[Effect, ...]]:
    """A tour that has been heard to its end, and what follows."""
    talk = Talk(State(tour=Tour(TourPart.MICROPHONE, tried=True)))
    talk(StrongerFound(MODEL, asked=asked))
    talk.press(Action.NEXT_LINE)
    return talk, _heard(talk)


def _heard(talk: Talk) -> tuple[Effect, ...]:
    return talk(SpeechEnded(talk.state.utterance, complete=True))


def settings_kept(effects: tuple[Effect, ...]) -> list[object]:
    return [one.changed for one in effects if isinstance(one, KeepSettings)]


def pulling() -> Talk:
    talk, _ = toured()
    talk.press(Action.YES)
    talk.hear_all()
    talk(PullBegan(MODEL, 0, resumed=False))
    return talk


def using() -> Talk:
    return Talk(State(chosen=Chosen(model="smol")))


def test_the_settings_cancel_a_download_and_can_begin_it_again() -> None:
    talk = pulling()
    talk(PullProgress(MODEL, 40))
    talk.hear_all()
    talk.press(Action.SETTINGS)
    (text,) = said([talk.press(DOWN) for _ in Setting][-1])
    assert text.endswith(
        "smol is being downloaded: 40 percent is here. Press y to cancel the download."
    )
    effects = talk.press(Action.YES)
    assert CancelPull() in effects
    assert said(effects) == ["The download of smol is cancelled, and what had arrived is deleted."]
    # What was on its way.
    talk(PullProgress(MODEL, 41))
    talk(PullCancelled(MODEL))
    (text,) = said(talk.press(Action.REPEAT))
    assert text.endswith(IN_MENU)
    assert PullModel(MODEL) in talk.press(Action.YES)


def test_the_end_of_the_tour_offers_it_and_yes_accepts() -> None:
    talk, effects = toured()
    assert said(effects) == [OFFER]
    talk.hear_all()
    effects = talk.press(Action.YES)
    assert PullModel(MODEL) in effects
    assert KeepOffered() in effects
    assert said(effects) == [BEGUN]
    assert Quit() not in effects


def test_it_is_not_offered_again() -> None:
    talk, effects = toured(asked=True)
    assert said(effects) == []
    assert said(talk.press(Action.YES)) == ["I didn't ask you anything."]


REFUSED = ["All right. You can still download it in the settings."]


def test_no_ends_the_offer_for_good() -> None:
    talk, effects = toured()
    assert KeepOffered() not in effects
    talk.hear_all()
    effects = talk.press(Action.NO)
    assert KeepOffered() in effects
    assert said(effects) == REFUSED
    assert said(talk.press(Action.YES)) == ["I didn't ask you anything."]
    talk.press(Action.SETTINGS)
    assert said(talk.press(Action.SETTINGS)) == ["Settings closed, nothing changed."]


@pytest.mark.parametrize(
    "key",
    [Action.DESCRIBE, Action.NEXT_LINE, Action.SAVE, Action.SETTINGS, Action.STOP],
)
def test_any_other_key_leaves_the_offer_open_for_a_while(key: Action) -> None:
    talk, _ = toured()
    talk.hear_all()
    assert KeepOffered() not in talk.press(key)
    assert PullModel(MODEL) in talk.press(Action.YES)
    talk, _ = toured()
    talk.press(key)
    talk.press(Action.STOP)
    talk.wait(121.0)
    assert said(talk.press(Action.YES)) == ["I didn't ask you anything."]


@pytest.mark.parametrize("words", ["No.", "No, thanks."])
def test_no_is_said_aloud_as_it_is_pressed(words: str) -> None:
    talk, _ = toured()
    talk.hear_all()
    effects = talk.say(words, frame=None)
    assert KeepOffered() in effects
    assert said(effects) == REFUSED


def test_a_word_that_silences_leaves_the_offer_open() -> None:
    talk, _ = toured()
    assert KeepOffered() not in talk.say("Be quiet.", frame=None)
    assert PullModel(MODEL) in talk.press(Action.YES)


def test_the_help_tells_what_each_answer_does() -> None:
    talk, _ = toured()
    talk.hear_all()
    assert said(talk.press(Action.HELP)) == [
        "y downloads it. n ends the offer for good. h again for all keys."
    ]


def test_no_declines_what_lantern_asked_and_nothing_else() -> None:
    talk = Talk()
    talk.say("What is on the table?", confidence=0.3)
    assert said(talk.press(Action.NO)) == ["All right."]
    assert said(talk.press(Action.NO)) == ["I didn't ask you anything."]


def test_yes_may_be_said_aloud() -> None:
    talk, _ = toured()
    talk.hear_all()
    assert PullModel(MODEL) in talk.say("Yes.", frame=None)


@pytest.mark.parametrize("other", [OtherKey(1.0, "q"), None])
def test_yes_to_a_later_question_never_downloads(other: OtherKey | None) -> None:
    talk, _ = toured()
    talk.hear_all()
    if other is None:
        talk.say("What is on the table?", confidence=0.3)
    else:
        talk(other)
    talk.press(Action.STOP)
    assert said(talk.press(Action.YES)) == ["I didn't ask you anything."]
    talk.press(Action.SETTINGS)
    assert said(talk.press(Action.SETTINGS)) == ["Settings closed, nothing changed."]


def test_nothing_is_offered_where_there_is_nothing() -> None:
    talk = Talk(State(tour=Tour(TourPart.MICROPHONE, tried=True)))
    talk.press(Action.NEXT_LINE)
    assert said(_heard(talk)) == []


def test_without_a_tour_the_settings_offer_it_once_when_they_close() -> None:
    talk = Talk()
    talk(StrongerFound(MODEL, asked=False))
    talk.press(Action.SETTINGS)
    effects = talk.press(Action.SETTINGS)
    assert said(effects) == [f"Settings closed, nothing changed. {OFFER}"]
    talk.press(Action.STOP)
    talk.press(Action.SETTINGS)
    talk.press(DOWN)
    talk.press(RIGHT)
    talk.press(Action.SETTINGS)
    assert said(talk(SettingsKept(aloud=True))) == ["Settings saved."]


def test_a_change_that_is_saved_is_followed_by_the_offer() -> None:
    talk = Talk()
    talk(StrongerFound(MODEL, asked=False))
    talk.press(Action.SETTINGS)
    talk.press(RIGHT)
    talk.press(Action.SETTINGS)
    assert said(talk(SettingsKept(aloud=True))) == [f"Settings saved. {OFFER}"]
    assert PullModel(MODEL) in talk.press(Action.YES)


def at_the_model(talk: Talk) -> str:
    """Walk through the menu to its last setting; what is said there."""
    talk.press(Action.SETTINGS)
    talk(Listed(Setting.MODEL, (Choice("smol", "smol"),)))
    for _ in list(Setting)[1:]:
        effects = talk.press(DOWN)
    return said(effects)[0]


def test_the_menu_tells_of_it_when_asked_and_yes_accepts_there() -> None:
    talk = Talk()
    talk(StrongerFound(MODEL, asked=True))
    own = "Model: the one that comes with Lantern."
    assert at_the_model(talk) == IN_MENU
    assert said(talk.press(Action.REPEAT)) == [IN_MENU]
    assert said(talk.press(Action.HELP))[0].startswith(OFFER)
    effects = talk.press(Action.YES)
    assert PullModel(MODEL) in effects
    talk(PullBegan(MODEL, 0, resumed=False))
    talk(PullProgress(MODEL, 37))
    (text,) = said(talk.press(Action.REPEAT))
    assert text.startswith(f"{own} smol is being downloaded: 37 percent is here.")
    assert PullModel(MODEL) not in talk.press(Action.YES)


def test_the_menu_chooses_among_models_that_are_here() -> None:
    talk = Talk()
    at_the_model(talk)
    effects = talk.press(RIGHT)
    assert UseModel("smol") in effects
    talk(ModelSwitched("smol", aloud=True))
    assert settings_kept(talk.press(Action.SETTINGS)) == [((Setting.MODEL, "smol"),)]


def test_going_back_in_the_menu_takes_the_model_back() -> None:
    talk = Talk()
    at_the_model(talk)
    talk.press(RIGHT)
    assert UseModel(OWN_MODEL) in talk.press(Action.STOP)


def test_each_quarter_is_told_once() -> None:
    talk = pulling()
    told: list[str] = []
    for percent in (10, 26, 30, 50, 80, 99):
        told += said(talk(PullProgress(MODEL, percent)))
        talk.hear_all()
    assert told == [
        "A quarter of smol is here.",
        "Half of smol is here.",
        "Three quarters of smol are here.",
    ]


def test_the_status_key_tells_how_far_it_is() -> None:
    talk = pulling()
    talk(PullProgress(MODEL, 12))

    def status() -> str:
        talk.press(Action.STATUS)
        (text,) = said(talk(StatusTaken(talk.state.utterance, FACTS)))
        return text

    assert "smol is being downloaded: 12 percent is here." in status()
    talk(PullWaits(MODEL, PullFault.DISK))
    assert "The disk is full, so the download of smol is waiting." in status()
    talk(Pulled(MODEL))
    assert "smol is being loaded." in status()
    talk(ModelSwitched("smol", aloud=True))
    assert "smol" not in status()


def test_what_it_waits_for_is_told_once() -> None:
    talk = pulling()
    network = ["The download of smol has lost the network. It will go on by itself."]
    assert said(talk(PullWaits(MODEL, PullFault.NETWORK))) == network
    talk.hear_all()
    talk(PullProgress(MODEL, 10))
    assert said(talk(PullWaits(MODEL, PullFault.NETWORK))) == []
    assert said(talk(PullWaits(MODEL, PullFault.FILES))) == [
        "A part of smol arrived damaged. I will download it again later."
    ]


def test_a_download_goes_on_after_a_restart() -> None:
    talk = Talk()
    assert said(talk(PullBegan(MODEL, 60, resumed=True))) == [
        "The download of smol goes on: 60 percent is here."
    ]
    talk.hear_all()
    assert said(talk(PullProgress(MODEL, 70))) == []
    assert said(talk(PullProgress(MODEL, 75))) == ["Three quarters of smol are here."]


def test_a_download_without_a_network_at_the_start_is_told() -> None:
    talk = Talk()
    (text,) = said(talk(PullWaits(MODEL, PullFault.NETWORK)))
    assert text.startswith("The download of smol has lost the network.")


def test_a_larger_one_is_asked_about_again() -> None:
    talk = pulling()
    larger = replace(MODEL, megabytes=500)
    assert said(talk(PullLarger(larger))) == [
        "smol takes 500 megabytes, more than I said. Press y to download it all the same, or n if "
        "you don't want it."
    ]
    talk.hear_all()
    assert PullModel(larger) in talk.press(Action.YES)


def test_one_that_cannot_be_had_is_told_and_can_be_tried_again_in_the_menu() -> None:
    talk = pulling()
    assert said(talk(PullFailed(MODEL, message("The hub has it no more.")))) == [
        "smol was not downloaded. The hub has it no more."
    ]
    assert at_the_model(talk) == IN_MENU


def test_what_has_come_is_taken_and_the_switch_is_told() -> None:
    talk = pulling()
    effects = talk(Pulled(MODEL))
    assert UseModel("smol") in effects
    assert settings_kept(effects) == [((Setting.MODEL, "smol"),)]
    assert said(effects) == ["All of smol is here. It takes over in a moment."]
    talk.hear_all()
    assert said(talk(ModelSwitched("smol", aloud=True))) == [
        "From now on, smol describes and answers. m opens the settings."
    ]
    assert talk.state.chosen.model == "smol"
    talk.hear_all()
    assert said(talk(ModelSwitched(OWN_MODEL, aloud=True))) == [
        "From now on, the model that comes with Lantern describes and answers."
    ]
    assert said(talk(ModelSwitched("smol", aloud=False))) == []


def test_nothing_of_it_is_said_into_an_answer_that_is_about_to_come() -> None:
    talk = pulling()
    talk.press(Action.DESCRIBE)
    talk(FrameTaken(talk.state.generation, FRAME))
    assert said(talk(PullProgress(MODEL, 50))) == []
    talk(Described(talk.state.generation, FRAME, described("A dog.")))
    talk.hear_all()
    assert said(talk.wait(1)) == ["Half of smol is here."]


def test_one_that_does_not_load_leaves_the_work_to_the_own_model() -> None:
    talk = pulling()
    talk(Pulled(MODEL))
    talk.hear_all()
    assert said(talk(ModelFailed(message("There is no memory for smol."), "smol"))) == [
        "There is no memory for smol. The model that comes with Lantern describes and answers."
    ]
    assert talk.state.chosen.model == OWN_MODEL


def describes(talk: Talk, milliseconds: float) -> tuple[Effect, ...]:
    talk.press(Action.DESCRIBE)
    talk(FrameTaken(talk.state.generation, FRAME))
    found = replace(described("A dog."), milliseconds=milliseconds)
    effects = talk(Described(talk.state.generation, FRAME, found))
    talk.hear_all()
    return effects


def test_one_that_is_too_slow_twice_is_given_up() -> None:
    talk = using()
    for milliseconds in (7000, 500, 7000):
        assert UseModel(OWN_MODEL, aloud=False) not in describes(talk, milliseconds)
    effects = describes(talk, 6001)
    assert UseModel(OWN_MODEL, aloud=False) in effects
    assert settings_kept(effects) == [((Setting.MODEL, OWN_MODEL),)]
    assert talk.state.chosen.model == OWN_MODEL
    assert "smol is too slow on this computer." in " ".join(said(effects))
    assert UseModel(OWN_MODEL, aloud=False) not in describes(talk, 7000)


def test_a_description_that_never_came_was_slow() -> None:
    talk = using()
    describes(talk, 7000)
    talk.press(Action.DESCRIBE)
    talk(FrameTaken(talk.state.generation, FRAME))
    assert UseModel(OWN_MODEL, aloud=False) in talk.wait(11)


def test_an_answer_that_is_slow_counts() -> None:
    talk = using()
    describes(talk, 7000)
    talk.say("Is it red?")
    work = talk.state.work
    assert work is not None
    late = replace(reply("Yes."), milliseconds=9000)
    assert UseModel(OWN_MODEL, aloud=False) in talk(Answered(work.generation, FRAME, late))


def test_scarce_memory_takes_it_away_until_the_next_start() -> None:
    talk = using()
    effects = talk(MemoryScarce())
    assert UseModel(OWN_MODEL, aloud=False) in effects
    assert settings_kept(effects) == []
    assert said(effects) == [
        "Memory is running short. Until the next start, the model that comes with Lantern takes "
        "over from smol."
    ]
    assert said(talk(ModelSwitched(OWN_MODEL, aloud=False))) == []
    assert talk(MemoryScarce()) == ()

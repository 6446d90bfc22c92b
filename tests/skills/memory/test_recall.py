"""When and how a thing was seen last, by words."""

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.protocol.events import Description, SpokenObject
from assistant.protocol.query import Intent, Kind, Query
from assistant.protocol.spoken import Spoken
from assistant.skills.memory.recall import Recall, Sightings
from assistant.storage.memory import StoredDiary, StoredMemory
from models.interfaces import Certainty, Picture, Problem
from tests.kit.fakes import (
    FakeModel,
    Skills,
    bundle,
    look,
    picture,
    seen,
    session,
    skills,
)
from tests.kit.queries import query_of
from tests.kit.sentences import by_model


@pytest.fixture
def model() -> FakeModel:
    analysis = look(seen("cup", 0.95), seen("banana", 0.7))
    return FakeModel(analysis, certainty=Certainty.NONE)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "memory.sqlite"


@pytest.fixture
def able(model: FakeModel, path: Path) -> Skills:
    memory, diary = StoredMemory(model.space, path), StoredDiary(model.space, path)
    return skills(model, memory=memory, diary=diary)


def recalling(model: FakeModel, path: Path, noted: str) -> Recall:
    """A thing was said plainly just now."""
    memory, diary = StoredMemory(model.space, path), StoredDiary(model.space, path)
    sightings = Sightings(diary, noting=True, recalls=True)
    recall = Recall(bundle(model), memory, sightings, time.time)
    thing = SpokenObject(noted, Certainty.PLAIN)
    said = Description(by_model(f"A {noted}."), "", Certainty.PLAIN, 0.95, (thing,))
    recall.note(session(picture(), model), said)
    return recall


def see(able: Skills, shown: Picture | None = None) -> str:
    """A picture is described, and noted; gives what was said of it."""
    shown = picture() if shown is None else shown
    said = able.describe(shown).spoken
    able.note(shown)
    return str(said)


def ask(able: Skills, words: str) -> str:
    return str(able.answer(picture(), words).spoken)


@pytest.mark.parametrize(
    "words",
    [
        "Where did I last see my cup?",
        "where did i see the cup last",
        "when did you last see a cup",
        "where have I seen my cup",
        "where was my cup last seen",
        "Can you tell me where I last saw my cup?",
        "Do you know where I saw my cup last?",
        "When was the last time you saw my cup?",
        "Could you tell me where my cup was last seen, please?",
        "I want to know when I have last seen the mug",
        "Did you see my cup?",
        "Did you see my cup today?",
        "Have you seen my cup today?",
        "Have you seen the cup lately, please?",
        "Have I seen a cup this morning?",
    ],
)
def test_what_was_said_of_the_newest_picture_with_the_thing_is_told(
    able: Skills, words: str
) -> None:
    said = see(able)
    answer = able.answer(picture(), words)
    assert str(answer.spoken) == f"A moment ago. I said: {said}"
    assert answer.certainty is Certainty.PLAIN


def test_what_was_named_with_probably_is_told_so(able: Skills) -> None:
    see(able)
    answer = able.answer(picture(), "where did I last see the banana")
    assert str(answer.spoken).startswith("Probably a moment ago. I said: ")
    assert answer.certainty is Certainty.PROBABLY


def test_what_was_never_seen_is_told_so(able: Skills) -> None:
    see(able)
    assert ask(able, "where did I last see my dog") == "I don't remember seeing your dog."
    odd = Query(Intent.QUESTION, Kind.LAST_SEEN, "%")
    assert str(able.answer(picture(), odd).spoken) == "I don't remember seeing %."
    assert (
        ask(able, "where did I last see my left sock") == "I don't remember seeing your left sock."
    )


def test_what_is_kept_under_a_name_is_known_by_its_looks(able: Skills, model: FakeModel) -> None:
    see(able)
    ask(able, "keep this as my treasure")
    model.shows = 1.0
    see(able)
    answer = able.answer(picture(), "where did I last see my treasure")
    assert str(answer.spoken).startswith("I am not sure. Perhaps a moment ago, when I said: ")
    assert answer.certainty is Certainty.UNSURE


@pytest.mark.parametrize(
    ("name", "noted"),
    [
        ("my house key", "building"),
        ("my car keys", "car"),
        ("the bed sheet", "bed"),
        ("my phone charger", "cell phone"),
        ("the front door key", "door"),
        ("the cat litter", "cat"),
    ],
)
def test_a_known_word_within_a_name_is_not_the_thing(
    model: FakeModel, path: Path, name: str, noted: str
) -> None:
    recall = recalling(model, path, noted)
    told = name.replace("my ", "your ")
    never = (f"I don't remember seeing {told}.", Certainty.PLAIN)
    assert answered(recall.reply(query_of(f"Where did I last see {name}?"))) == never


@pytest.mark.parametrize("name", ["my red cup", "my cup of tea", "the cups on the table"])
def test_what_is_only_of_that_kind_is_told_with_doubt(
    model: FakeModel, path: Path, name: str
) -> None:
    told = answered(recalling(model, path, "cup").reply(query_of(f"Where did I last see {name}?")))
    said = "I am not sure. Perhaps a moment ago, when I said: A cup."
    assert told == (said, Certainty.UNSURE)


def test_a_kept_name_that_was_not_seen_is_told_so(model: FakeModel, path: Path) -> None:
    StoredMemory(model.space, path).keep("my cup", np.array([0, 1], np.float32))
    never = ("I don't remember seeing your cup.", Certainty.PLAIN)
    assert (
        answered(recalling(model, path, "banana").reply(query_of("Where did I last see my cup?")))
        == never
    )


@pytest.mark.parametrize(
    ("name", "told", "certainty"),
    [
        ("my cup", "I am not sure. Perhaps a moment ago, when I said: A cup.", Certainty.UNSURE),
        ("the cup", "I am not sure. Perhaps a moment ago, when I said: A cup.", Certainty.UNSURE),
        ("a cup", "A moment ago. I said: A cup.", Certainty.PLAIN),
        ("any cup", "A moment ago. I said: A cup.", Certainty.PLAIN),
    ],
)
def test_a_thing_of_a_kept_name_that_looks_otherwise_was_seen(
    model: FakeModel, path: Path, name: str, told: str, certainty: Certainty
) -> None:
    StoredMemory(model.space, path).keep("my cup", np.array([0, 1], np.float32))
    reply = answered(recalling(model, path, "cup").reply(query_of(f"Where did I last see {name}?")))
    assert reply == (told, certainty)


@pytest.mark.parametrize(
    "words",
    [
        "Tell me when you see a cup",
        "Can you tell me where you see the exit?",
        "Where do you see a cup?",
        "Tell me when you notice somebody",
        "Have you seen my cup?",
        "Did you see a cup?",
        "Did you see it?",
        "Did you see if my cup is there?",
        "Have you seen it today?",
        "Have you seen what I did today?",
        "Did you see my cup in the picture?",
        "Did you see my cup here?",
    ],
)
def test_what_is_to_be_seen_now_is_no_question_to_the_diary(words: str) -> None:
    assert query_of(words).kind not in (Kind.LAST_SEEN, Kind.FORGET_SEEN)


@pytest.mark.parametrize(("kept", "name"), [("tasse", "cup"), ("llaves", "key")])
def test_a_name_that_was_kept_in_another_language_is_known(
    model: FakeModel, path: Path, kept: str, name: str
) -> None:
    memory = StoredMemory(model.space, path)
    memory.keep(kept, np.array([0, 1], np.float32))
    recall = recalling(model, path, name)
    doubt = (f"I am not sure. Perhaps a moment ago, when I said: A {name}.", Certainty.UNSURE)
    assert answered(recall.reply(query_of(f"Where did I last see my {name}?"))) == doubt, (
        "another one"
    )
    model.shows = np.pi / 2
    recalling(model, path, "book")
    told = answered(recall.reply(query_of(f"Where did I last see my {name}?")))
    assert told is not None
    assert str(told[0]) == "I am not sure. Perhaps a moment ago, when I said: A book."


def test_it_is_told_whatever_the_camera_shows_now(model: FakeModel, path: Path) -> None:
    diary = StoredDiary(model.space, path)
    see(skills(model, diary=diary))
    covered = skills(model, problem=Problem.COVERED, diary=diary)
    assert ask(covered, "where did I last see my cup").startswith("A moment ago.")
    see(covered)
    assert len(diary.sightings()) == 1


def test_a_picture_is_noted_once_however_often_it_is_told(
    able: Skills, model: FakeModel, path: Path
) -> None:
    shown = picture()
    see(able, shown)
    able.describe(shown, 1)
    able.note(shown)
    see(able, shown)
    assert len(StoredDiary(model.space, path).sightings()) == 1
    see(able)
    assert len(StoredDiary(model.space, path).sightings()) == 2


def test_all_can_be_forgotten(able: Skills, model: FakeModel, path: Path) -> None:
    see(able)
    assert ask(able, "Forget everything you saw.") == "I have forgotten everything I saw."
    assert StoredDiary(model.space, path).sightings() == []


def test_what_was_noted_is_forgotten_also_once_nothing_more_is_noted(
    able: Skills, model: FakeModel, path: Path
) -> None:
    see(able)
    diary = StoredDiary(model.space, path)
    quiet = skills(model, diary=diary, noting=False, recalls=False)
    see(quiet)
    assert len(diary.sightings()) == 1
    assert "set sightings to true" in ask(quiet, "where did I last see my cup")
    ask(quiet, "forget everything you saw")
    assert diary.sightings() == []


def test_nothing_is_noted_unless_the_user_wants_it(model: FakeModel, path: Path) -> None:
    memory, diary = StoredMemory(model.space, path), StoredDiary(model.space, path)
    able = skills(model, memory=memory, diary=diary, noting=False, recalls=False)
    see(able)
    assert "set sightings to true" in ask(able, "where did I last see my cup")
    assert "set sightings to true" in ask(able, "Did you see my dog?")
    assert not path.exists()


def test_what_was_noted_is_told_where_nothing_is_noted_now(
    able: Skills, model: FakeModel, path: Path
) -> None:
    see(able)
    of_photos = skills(model, diary=StoredDiary(model.space, path), noting=False)
    see(of_photos)
    assert ask(of_photos, "where did I last see my cup").startswith("A moment ago.")
    assert len(StoredDiary(model.space, path).sightings()) == 1


@pytest.mark.parametrize("words", ["where did I last see my cup", "forget everything you saw"])
def test_who_serves_others_says_that_nothing_is_remembered(model: FakeModel, words: str) -> None:
    said = "I don't remember pictures that are sent to me. Ask on your own computer."
    assert ask(skills(model, diary=None, recalls=False), words) == said


def test_what_was_not_told_of_a_picture_is_not_noted(
    able: Skills, model: FakeModel, path: Path
) -> None:
    see(able)
    able.note(picture())
    assert len(StoredDiary(model.space, path).sightings()) == 1


def test_a_remark_is_noted_in_the_place_of_the_description(
    able: Skills, model: FakeModel, path: Path
) -> None:
    shown = picture()
    said = able.describe(shown)
    banana = SpokenObject("banana", Certainty.PLAIN)
    able.note(shown, replace(said, spoken=by_model("A banana."), spoken_objects=(banana,)))
    assert [one.said for one in StoredDiary(model.space, path).sightings()] == ["A banana."]
    assert ask(able, "where did I last see my cup") == "I don't remember seeing your cup."


def test_a_diary_that_cannot_be_written_is_told_once(able: Skills, path: Path) -> None:
    path.write_text("this is no database, but long enough to look like one")
    first, second = picture(), picture()
    able.describe(first)
    assert str(path) in str(able.note(first))
    able.describe(second)
    assert able.note(second) is None
    assert str(path) in ask(able, "where did I last see my cup")


@pytest.mark.parametrize(
    ("later", "when"),
    [
        (-59, "A moment ago"),
        (59, "A moment ago"),
        (61, "A minute ago"),
        (3599, "59 minutes ago"),
        (3600, "An hour ago"),
        (86_399, "23 hours ago"),
        (86_400, "A day ago"),
        (300_000, "3 days ago"),
    ],
)
def test_how_long_ago_it_was_is_told(model: FakeModel, path: Path, later: int, when: str) -> None:
    told = asked_later(model, path, later, Certainty.PLAIN)
    assert told == (f"{when}. I said: A cup.", Certainty.PLAIN)


@pytest.mark.parametrize("later", [-3600, -3 * 86_400])
@pytest.mark.parametrize("seen_so", [Certainty.PLAIN, Certainty.PROBABLY])
def test_where_the_clock_was_set_back_no_time_is_told(
    model: FakeModel, path: Path, later: int, seen_so: Certainty
) -> None:
    when = "At a time that I can't tell, because the clock was changed"
    told = asked_later(model, path, later, seen_so)
    assert told == (f"{when}. I said: A cup.", Certainty.PROBABLY)


def answered(reply: tuple[Spoken, Certainty] | None) -> tuple[str, Certainty] | None:
    return reply and (str(reply[0]), reply[1])


def asked_later(
    model: FakeModel, path: Path, later: int, seen_so: Certainty
) -> tuple[str, Certainty] | None:
    """A cup was seen; gives the answer to the question for it, some seconds later."""
    now = 1_000_000.0
    memory, diary = StoredMemory(model.space, path), StoredDiary(model.space, path)
    recall = Recall(bundle(model), memory, Sightings(diary, noting=True, recalls=True), lambda: now)
    cup = SpokenObject("cup", seen_so)
    said = Description(by_model("A cup."), "", seen_so, 0.95, (cup,))
    recall.note(session(picture(), model), said)
    now += later
    return answered(recall.reply(query_of("where did I last see my cup")))


def test_vectors_are_kept_as_they_were(able: Skills, model: FakeModel, path: Path) -> None:
    model.shows = 0.5
    see(able)
    (one,) = StoredDiary(model.space, path).sightings()
    assert one.vector.tolist() == pytest.approx([np.cos(0.5), np.sin(0.5)])


@pytest.mark.parametrize("words", ["Forget everything.", "forget all", "remove everything"])
def test_everything_is_what_was_seen(
    able: Skills, model: FakeModel, path: Path, words: str
) -> None:
    see(able)
    assert ask(able, words) == "I have forgotten everything I saw."
    assert StoredDiary(model.space, path).sightings() == []


@pytest.fixture
def outdated(model: FakeModel, path: Path) -> Skills:
    """All was kept and seen with other towers."""
    memory, diary = StoredMemory("other towers", path), StoredDiary("other towers", path)
    able = skills(model, memory=memory, diary=diary)
    see(able)
    ask(able, "keep this as my treasure")
    memory, diary = StoredMemory(model.space, path), StoredDiary(model.space, path)
    return skills(model, memory=memory, diary=diary)


def test_what_was_seen_with_other_towers_is_told_by_its_name(outdated: Skills) -> None:
    said = "A cup, and probably a banana."
    told = outdated.answer(picture(), "where did I last see my cup")
    assert (str(told.spoken), told.certainty) == (f"A moment ago. I said: {said}", Certainty.PLAIN)
    ask(outdated, "keep this as my cup")
    perhaps = f"I am not sure. Perhaps a moment ago, when I said: {said}"
    assert ask(outdated, "where did I last see my cup") == perhaps, "another one"


def test_what_only_other_towers_kept_must_be_kept_once_more(outdated: Skills) -> None:
    told = outdated.answer(picture(), "where did I last see my treasure")
    again = "I can no longer recognise my treasure. Show me again, and use the same name."
    assert str(told.spoken) == again
    assert (told.certainty, told.spoken.is_english) == (Certainty.NONE, False)


def test_what_other_towers_kept_as_a_cup_need_not_be_any_cup(outdated: Skills, path: Path) -> None:
    StoredMemory("other towers", path).keep("my cup", np.array([1, 0], np.float32))
    told = outdated.answer(picture(), "where did I last see my cup")
    assert told.certainty is Certainty.UNSURE

"""The network for doors: what users call what it finds, and that its file is looked after."""

import pytest

from assistant.skills.find.find_skill import bare
from models.embedded.evidence import doors


@pytest.mark.parametrize("words", doors.WORDS)
def test_all_words_for_a_door_are_found_as_users_say_them(words: str) -> None:
    plural = f"{words}es" if words.endswith("ch") else f"{words}s"
    for said in (words, f"the {words}", plural):
        found = doors.called(bare(said))
        assert found is not None
        assert found[0] == doors.WORDS[words]


def test_a_kind_of_a_door_is_told_apart() -> None:
    assert doors.called("door") == doors.called("doors") == ("door", False)
    assert doors.called("cupboard door") == ("cabinet door", False)
    assert doors.called("front door") == ("door", True)
    assert doors.called("oven handles") == ("handle", True)
    assert doors.called("door mat") is None
    assert doors.called("") is None


@pytest.mark.parametrize("words", ["exit", "exits", "way out", "entrance", "fire exit"])
def test_not_every_door_is_the_way_out(words: str) -> None:
    assert doors.called(words) == ("door", True)


def test_what_a_thing_is_near_is_not_taken_for_it() -> None:
    assert doors.called("key in the door") is None
    assert doors.called("lamp by the entrance") is None
    assert doors.called("door to the kitchen") == ("door", True)

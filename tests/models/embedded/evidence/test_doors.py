"""The network for doors: what users call what it finds, and that its file is looked after."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.skills.find.find_skill import bare
from models.embedded import files, manifest
from models.embedded.evidence import doors
from models.embedded.files import WEIGHTS
from models.messages import ModelError
from models.training.common.signing import facts_of


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


def test_the_network_that_ships_is_listed_and_made_for_the_encoder() -> None:
    facts = manifest.read(WEIGHTS).files
    assert facts[doors.FILE] == facts_of(WEIGHTS / doors.FILE)
    assert doors.load_doors(WEIGHTS, facts[manifest.ENCODER].sha256) is not None
    assert doors.load_doors(WEIGHTS, "another encoder") is None


def damaged(whole: bytes) -> list[bytes]:
    flipped = bytearray(whole)
    flipped[len(whole) // 3] ^= 255
    return [b"", whole[: len(whole) // 2], bytes(flipped)]


def test_a_damaged_network_is_told(tmp_path: Path) -> None:
    for content in damaged((WEIGHTS / doors.FILE).read_bytes()):
        (tmp_path / doors.FILE).write_bytes(content)
        with pytest.raises(ModelError, match="damaged"):
            doors.load_doors(tmp_path, "")


def test_a_network_that_is_missing_is_told(tmp_path: Path) -> None:
    facts = manifest.read(WEIGHTS)
    only = replace(facts, files={doors.FILE: facts.files[doors.FILE]})
    with pytest.raises(ModelError, match="doors"):
        files.verify(tmp_path, only)
    assert doors.load_doors(tmp_path, "") is None

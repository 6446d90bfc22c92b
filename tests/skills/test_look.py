"""A look before anything is asked."""

import pytest

from assistant.protocol.text import Excerpt
from models.interfaces import ImageEncoding
from tests.kit.fakes import FakeModel, held, look, picture, seen, skills
from tests.kit.writing import Writing


@pytest.mark.parametrize(
    ("analysis", "reads"),
    [(look(held("box", 0.97)), True), (look(seen("dog", 0.97)), False)],
    ids=["it is held up", "it is not"],
)
def test_what_is_held_up_is_read_as_well(analysis: ImageEncoding, reads: bool) -> None:
    writing = Writing([(20, 20, 280, 40, "Night Time")])
    able = skills(FakeModel(analysis), writing=writing).inner
    session = able.session(picture())
    able.look_ahead(session)
    assert session.found is not None
    found = session.kept(Excerpt)
    assert (found is not None and found.words == "Night Time") is reads

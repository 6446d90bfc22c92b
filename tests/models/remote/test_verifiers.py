"""How sure a server's captions and answers may sound, measured or not."""

import json
import math
from pathlib import Path

import pytest

from models.embedded import ModelError, files
from models.embedded.caption_verifier import load_verifier
from models.interfaces import Certainty, Guess, ServerFault, TextChunk
from models.judging.conservative import ConservativeVerifier
from models.messages import ServerError
from models.remote import Client, ServerSettings, ServerVerifier, bars_of, parse
from models.remote.verifiers import ServerBars, measured, write_bars
from models.training.answerer.answer_rule import Tried
from models.training.calibration.servers import Steadfast, server_bars
from models.training.texts.question_parts import MadeQuestion
from tests.kit.chat_server import ChatServer
from tests.kit.fakes import FakeModel, look, picture, seen

LOOK = look(seen("dog", 0.999))
NAME = "org/seer:latest"


def theirs(likely: float) -> tuple[TextChunk, ...]:
    return (TextChunk("a dog", likely, NAME),)


def test_a_server_that_nobody_measured_is_never_plain_and_the_own_model_is_as_ever(
    tmp_path: Path,
) -> None:
    own = load_verifier(files.WEIGHTS)
    verifier = ServerVerifier(own, tmp_path, FakeModel())
    sure = verifier.verify(LOOK, theirs(-0.001))
    assert sure == ConservativeVerifier(own).verify(LOOK, theirs(-0.001))
    assert sure.certainty is not Certainty.PLAIN
    assert sure == verifier.verify(LOOK, theirs(-9.0)), "what it says of itself counts for nothing"
    mine = (TextChunk("a dog", -0.001),)
    assert verifier.verify(LOOK, mine) == own.verify(LOOK, mine)
    assert verifier.grades == own.grades


def test_a_server_that_was_measured_is_judged_by_its_own_numbers(tmp_path: Path) -> None:
    place = measured(tmp_path, NAME)
    assert place.parent == tmp_path
    place.mkdir()
    rule = json.loads((files.WEIGHTS / "judge.json").read_text()) | {"plain": 0.0}
    (place / "judge.json").write_text(json.dumps(rule))
    verifier = ServerVerifier(load_verifier(files.WEIGHTS), tmp_path, FakeModel())
    assert verifier.verify(LOOK, theirs(-5.0)).certainty is Certainty.PLAIN
    other = (TextChunk("a dog", -0.001, "another"),)
    assert verifier.verify(LOOK, other).certainty is not Certainty.PLAIN


def test_bars_are_kept_and_damaged_ones_are_told(tmp_path: Path) -> None:
    assert bars_of(tmp_path, NAME) == ServerBars()
    place = measured(tmp_path, NAME)
    place.mkdir()
    write_bars(place, ServerBars(0.9, 0.5))
    assert bars_of(tmp_path, NAME) == ServerBars(0.9, 0.5)
    (place / "answers.json").write_text("{}")
    with pytest.raises(ModelError, match="measure the server again"):
        bars_of(tmp_path, NAME)


@pytest.mark.parametrize("name", ["../../etc", "..", "a/b\\c"])
def test_no_name_of_a_model_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    assert measured(tmp_path, name).resolve().parent == tmp_path.resolve()


def asked(answer: str, guess: Guess | None) -> Tried:
    item = MadeQuestion("coco", 0, "what colour is it", (answer,), "colour")
    own = (Guess("green", -0.1),)
    return Tried(item, LOOK, own if guess is None else (guess, *own))


def test_the_bars_are_where_enough_of_the_answers_are_right() -> None:
    right = [asked("red", Guess("red", -0.1, NAME)) for _ in range(40)]
    wrong = [asked("red", Guess("blue", -3.0, NAME)) for _ in range(40)]
    silent = [asked("red", None), asked("red", Guess("unanswerable", -0.01, NAME))]
    bars, found = server_bars([*right, *wrong, *silent])
    assert bars.plain == pytest.approx(math.exp(-0.1), abs=1e-3)
    assert bars.probably <= bars.plain
    assert bars.probably > math.exp(-3.0)
    assert found["answers of its own"] == 80
    assert found["of these right"] == 0.5
    unknown = [asked("red", Guess("red", math.nan, NAME)) for _ in range(40)]
    assert server_bars(unknown)[0] == ServerBars(), (
        "without log-probabilities the witness alone grades"
    )
    assert server_bars(silent) == (ServerBars(), {"answers of its own": 0.0})


def test_nobody_is_measured_in_a_servers_place() -> None:
    def told(fault: ServerFault | None, detail: str) -> None:
        if fault is not None:
            raise ServerError(fault, detail)

    with ChatServer() as server:
        client = Client(ServerSettings(parse(server.address)))
        model = Steadfast(FakeModel(LOOK, ["own words"]), client, told, 2.0)
        model.connect()
        first = next(iter(model.generate(model.look(picture()), "describe")))
        assert first.writer == "seer"
        server.chat_status = 500
        with pytest.raises(ServerError):
            next(iter(model.generate(model.look(picture()), "describe")))
        server.chat_status = 422
        with pytest.raises(ServerError, match="wrote nothing"):
            next(iter(model.generate(model.look(picture()), "describe")))

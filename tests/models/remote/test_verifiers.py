"""The calibrations of served models, and how one is measured."""

from pathlib import Path

import pytest

from models import json_files
from models.certainty import Bars
from models.embedded import ModelError
from models.interfaces import ServerFault
from models.judging.written import FILE, UNCALIBRATED, WriterRule
from models.messages import ServerError
from models.remote.address import parse
from models.remote.client import Client, ServerSettings
from models.remote.verifiers import measured, rules
from models.training.calibration.writers import Steadfast
from tests.kit.chat_server import ChatServer
from tests.kit.fakes import FakeModel, look, picture, seen

LOOK = look(seen("dog", 0.999))
NAME = "org/seer:latest"


def test_rules_are_kept_by_name_and_damaged_ones_are_told(tmp_path: Path) -> None:
    assert rules(tmp_path)(NAME) == UNCALIBRATED
    place = measured(tmp_path, NAME)
    assert place.parent == tmp_path
    place.mkdir()
    rule = WriterRule({}, (0.0,) * 5, Bars(0.9, 0.5, 0.1))
    json_files.write(place / FILE, rule)
    assert rules(tmp_path)(NAME) == rule
    assert rules(tmp_path)("another") == UNCALIBRATED
    (place / FILE).write_text("{}")
    with pytest.raises(ModelError, match="measure the server again"):
        rules(tmp_path)(NAME)


@pytest.mark.parametrize("name", ["../../etc", "..", "a/b\\c"])
def test_no_name_of_a_model_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    assert measured(tmp_path, name).resolve().parent == tmp_path.resolve()


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

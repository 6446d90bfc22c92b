"""What the user is told of a server that looks at the pictures."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.cli import doctor
from assistant.protocol.effects import Play, Say
from assistant.protocol.events import (
    Action,
    Described,
    Earcon,
    FrameTaken,
    ServerChanged,
    StatusTaken,
)
from assistant.runtime.remote_status import (
    OwnServerStatus,
    RemoteStatus,
    fault_words,
    spoken_name,
)
from assistant.settings.config import Settings, defaults
from models.interfaces import ServerFault
from models.messages import LlamaLine
from tests.end_to_end.conftest import settings
from tests.kit import tiny_gguf
from tests.kit.chat_server import ChatServer, tokens
from tests.kit.program import ROOT, lantern, refused
from tests.kit.sentences import message
from tests.kit.talk import FACTS, FRAME, Talk, described, said

SENDS = "Pictures leave this computer: they go to the server box:80."


@pytest.mark.parametrize("fault", list(ServerFault))
def test_every_fault_is_two_sentences_what_happened_and_what_to_do(fault: ServerFault) -> None:
    words = fault_words(fault, "box", "no memory")
    assert str(words).count(".") == 2
    assert "{" not in str(words)


def test_the_server_is_named_briefly() -> None:
    assert spoken_name("http://192.168.1.20:8000/v1") == "192.168.1.20:8000"
    assert spoken_name("https://box.local") == "box.local"


def test_the_status_says_where_pictures_go_or_why_they_do_not() -> None:
    changes: list[ServerChanged] = []
    server = RemoteStatus("http://box:80", changes.append)
    assert str(server.status()) == SENDS
    server.changed(ServerFault.UNREACHABLE, "x")
    fault = "The server box:80 is not responding. Check that it is on."
    assert str(server.status()) == f"No pictures go to the server box:80 now. {fault}"
    server.changed(ServerFault.BUSY, "")
    assert str(server.status()) == (
        "I keep trying to send pictures to the server box:80, but it does not look at them now. "
        "The server box:80 is busy. I will try again in a while."
    )
    server.changed(None, "")
    assert str(server.status()) == SENDS
    assert [change.back for change in changes] == [False, False, True]
    assert str(changes[0].sentence).startswith(fault)


def test_of_its_own_server_only_what_is_unexpected_is_said() -> None:
    changes: list[ServerChanged] = []
    server = OwnServerStatus("seer", changes.append)
    runs, stopped = LlamaLine.RUNS.said(model="seer"), LlamaLine.STOPPED.said()
    server.became(runs, runs=True)
    assert changes == []
    assert str(server.status()) == runs
    server.changed(ServerFault.SLOW, "")
    assert str(server.status()) == "The server seer is too slow. Check what else it is doing."
    server.changed(None, "")
    server.became(stopped, runs=False)
    assert str(server.status()) == stopped
    server.became(runs, runs=True)
    server.changed(None, "")
    assert [change.back for change in changes] == [False, True, False, True]


@pytest.mark.program
def test_doctor_starts_the_server_of_the_settings(tmp_path: Path) -> None:
    pytest.importorskip("xllamacpp")
    decoder, eyes = tiny_gguf.write(tmp_path)
    wanted = using("", gguf=str(decoder))
    check = doctor.own_server(wanted)
    assert (check.ok, str(check.says)) == (True, LlamaLine.RUNS.said(model="tiny.gguf"))
    eyes.unlink()
    check = doctor.own_server(wanted)
    assert (check.ok, str(check.says)) == (False, LlamaLine.NO_EYES.said(path=decoder))


@pytest.mark.program
def test_doctor_lets_a_gguf_file_describe_what_it_should_know(
    weights: Path, tmp_path: Path
) -> None:
    pytest.importorskip("xllamacpp")
    decoder, _ = tiny_gguf.write(tmp_path)
    settings(model={"threads": 1})
    done = lantern(weights, "doctor", "--model", decoder)
    # Its weights are random, so it knows nothing.
    assert done.returncode == 1
    assert done.stdout.count("without any of these words") == 3
    assert any(word in done.stdout for word in tiny_gguf.WORDS)


def test_a_change_is_told_with_a_sound_and_the_status_holds_the_server() -> None:
    talk = Talk()
    play, say = talk(ServerChanged(message("The server is away."), back=False))
    assert play == Play(Earcon.FAULT)
    assert isinstance(say, Say)
    assert str(say.text) == "The server is away."
    talk.hear_all()
    play, _ = talk(ServerChanged(message("It is back."), back=True))
    assert play == Play(Earcon.DONE)
    talk.hear_all()
    talk.press(Action.STATUS)
    (text,) = said(talk(StatusTaken(talk.state.utterance, replace(FACTS, server=message(SENDS)))))
    assert f"Model: the one that comes with Lantern. {SENDS} Whisper base" in text


def test_a_change_during_the_work_is_told_after_its_answer() -> None:
    talk = Talk()
    talk.press(Action.DESCRIBE)
    talk(FrameTaken(talk.state.generation, FRAME))
    assert talk(ServerChanged(message("The server is away."), back=False)) == ()
    effects = talk(Described(talk.state.generation, FRAME, described("A dog.")))
    assert said(effects) == ["A dog."]
    assert said(talk.wait(1)) == [], "it is still spoken"
    talk.hear_all()
    assert said(talk.wait(1)) == ["The server is away."]


def using(address: str, **more: object) -> Settings:
    found = defaults()
    return replace(found, remote=replace(found.remote, address=address, **more))  # type: ignore[arg-type]  # names are Remote's


def test_doctor_says_that_pictures_leave_and_what_answers(tmp_path: Path) -> None:
    with ChatServer() as server:
        check = doctor.server(using(server.address))
        assert check.ok
        assert str(check.says) == (
            f"pictures leave this computer and go to 127.0.0.1:{server.port}, "
            "which answers with seer"
        )
        server.status = 401
        assert str(doctor.server(using(server.address)).says).startswith(
            f"The server 127.0.0.1:{server.port} rejected the key."
        )
    check = doctor.server(using(server.address))
    assert (check.ok, str(check.says).endswith("is not responding. Check that it is on.")) == (
        False,
        True,
    )
    outside = doctor.server(using("http://198.51.100.7"))
    assert not outside.ok
    assert "is not on your own network" in str(outside.says)


PHOTO = ROOT / "assistant" / "cli" / "samples" / "cat.jpg"


@pytest.mark.program
def test_a_command_asks_the_server_and_says_when_it_is_away(weights: Path) -> None:
    with ChatServer(tokens("A room.")) as server:
        settings(remote={"address": server.address})
        done = lantern(weights, "describe", PHOTO, "--json")
        assert (done.returncode, done.stderr) == (0, "")
        assert json.loads(done.stdout)["caption"] == "A room."
        assert len(server.asked) >= 1
    done = lantern(weights, "describe", PHOTO, "--json")
    assert done.returncode == 0, "the model of this computer takes over"
    assert json.loads(done.stdout)["caption"] != "A room."
    assert done.stderr == (
        f"The server 127.0.0.1:{server.port} is not responding. Check that it is on. "
        "Until then, this computer's own model looks at pictures.\n"
    )


@pytest.mark.program
def test_without_an_address_nothing_is_asked_of_anybody(weights: Path) -> None:
    with ChatServer() as server:
        assert lantern(weights, "describe", PHOTO).returncode == 0
        assert (server.asked, server.keys) == ([], [])


def test_a_wrong_address_is_a_fault_of_the_settings(weights: Path) -> None:
    settings(remote={"address": "192.168.1.20"})
    done = refused(weights, "describe", PHOTO)
    assert done.returncode == 1
    assert (
        'remote.address is "192.168.1.20". '
        "It must be an address that begins with http:// or https://, or empty."
    ) in done.stderr

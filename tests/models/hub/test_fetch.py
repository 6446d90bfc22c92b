"""Checkpoints from a hub on loopback: what is right arrives whole, all else is refused."""

import os
import re
import shutil
from collections import namedtuple
from dataclasses import replace
from pathlib import Path

import pytest

from models import limits
from models.embedded.files import sum_of
from models.hub import chat_template, checkpoint_store, fetch, hub_client
from models.hub.catalogue import CatalogueEntry
from models.messages import HubError
from tests.kit.hub_server import REVISION, TINY, HubServer

NAME = "tiny"


def entry(revision: str = "", sums: dict[str, str] | None = None) -> CatalogueEntry:
    return replace(TINY, revision=revision, sums=sums or {})


def pulled(
    folder: Path, one: CatalogueEntry | None = None, accepted: bool = True
) -> list[dict[str, object]]:
    return list(fetch.pull(one or entry(), folder, lambda: accepted))


def error(folder: Path, one: CatalogueEntry | None = None, accepted: bool = True) -> str:
    *_, last = pulled(folder, one, accepted)
    assert not (folder / NAME).exists()
    return str(last.get("error", ""))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(hub_client, "PAUSE", 0.01)
    return tmp_path / "models"


def weights_sum(hub: HubServer) -> dict[str, str]:
    return {"model.safetensors": sum_of(hub.folder / "model.safetensors")}


def test_a_checkpoint_arrives_whole_and_is_pinned(hub: HubServer, folder: Path) -> None:
    *progress, last = pulled(folder, entry(REVISION, sums=weights_sum(hub)))
    assert last["verified"] is True
    assert "Its checksums match the catalogue." in str(last["says"])
    assert last["revision"] == REVISION
    said = [str(one["says"]) for one in progress]
    assert re.fullmatch(r"It takes \d+ megabytes. Its licence: MIT: any use.", said[0])
    assert set(progress[0]["files"]) == {path.name for path in hub.folder.iterdir()}  # type: ignore[call-overload]  # a dict
    assert any(line.endswith(" percent.") for line in said)
    installed = checkpoint_store.read(folder, NAME)
    assert set(installed.files) == {path.name for path in hub.folder.iterdir()}
    checkpoint_store.check(folder, installed)
    left = {path.name for path in folder.iterdir()}
    assert left == {NAME, checkpoint_store.PINS}
    assert {path.name for path in (folder / NAME).iterdir()} == {
        *installed.files,
        checkpoint_store.FACTS,
        chat_template.FILE,
    }
    (again,) = pulled(folder)
    assert again["says"] == f"{NAME} is already installed."


def test_what_nobody_verified_is_said_and_the_first_pull_pins_it(
    hub: HubServer, folder: Path
) -> None:
    *_, last = pulled(folder)
    assert last["verified"] is False
    assert "The catalogue does not have its checksums." in str(last["says"])
    checkpoint_store.remove(folder, NAME)
    assert not (folder / NAME).exists()
    hub.revision = "f" * 40
    assert f"no longer has revision {REVISION[:12]}" in error(folder)
    hub.revision = REVISION
    (hub.folder / "config.json").write_text('{"model_type": "llava", "more": 1}')
    assert "config.json of tiny has the wrong checksum" in error(folder)


@pytest.mark.parametrize("content", ["{", "[]"])
def test_pins_that_cannot_be_read_are_not_passed_over(
    hub: HubServer, folder: Path, content: str
) -> None:
    folder.mkdir()
    (folder / checkpoint_store.PINS).write_text(content)
    assert f"{checkpoint_store.PINS} is damaged or can't be read" in error(folder)
    assert not hub.given
    (folder / checkpoint_store.PINS).unlink()
    *_, last = pulled(folder)
    assert "error" not in last


def test_a_licence_that_is_not_accepted_ends_it(hub: HubServer, folder: Path) -> None:
    assert "did not accept the licence" in error(folder, accepted=False)
    assert not hub.given


def test_another_revision_than_the_wanted_is_refused(hub: HubServer, folder: Path) -> None:
    hub.answers_revision = "e" * 40
    assert f"wrong revision of tiny: {'e' * 12} instead of {REVISION[:12]}" in error(
        folder, entry(REVISION)
    )
    hub.answers_revision = "main"
    assert "Nothing was saved" in error(folder)


@pytest.mark.parametrize("name", ["model.safetensors", "config.json", "tokenizer.json"])
def test_an_altered_file_is_refused_and_not_kept(hub: HubServer, folder: Path, name: str) -> None:
    hub.altered = {name}
    assert f"{name} of tiny has the wrong checksum" in error(folder)
    assert not list(folder.glob(f".pulling-{NAME}/{name}*"))
    hub.altered = set()
    *_, last = pulled(folder)
    assert "error" not in last


def test_a_missing_file_is_named(hub: HubServer, folder: Path) -> None:
    hub.hidden = {"tokenizer.json"}
    assert "tokenizer.json is missing" in error(folder)
    (hub.folder / "config.json").unlink()
    assert "config.json is missing" in error(folder)


def test_a_pickle_is_refused(hub: HubServer, folder: Path) -> None:
    (hub.folder / "model.safetensors").rename(hub.folder / "pytorch_model.bin")
    assert "comes as pytorch_model.bin, a pickle file" in error(folder)
    assert not hub.given


def test_code_and_pickles_beside_the_weights_are_left_behind(hub: HubServer, folder: Path) -> None:
    (hub.folder / "modeling_own.py").write_text("raise SystemExit")
    (hub.folder / "optimizer.bin").write_bytes(b"x")
    pulled(folder)
    assert not {"modeling_own.py", "optimizer.bin"} & set(checkpoint_store.read(folder, NAME).files)


def test_a_full_disk_is_told_before_anything_is_fetched(
    hub: HubServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10, 9, 1_000_000))
    assert "megabytes of disk space, and 1 are free" in error(folder)
    assert not hub.given


def break_off(hub: HubServer, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pull until the connection breaks off."""
    monkeypatch.setattr(limits, "DOWNLOAD_PIECE", 4096)
    hub.breaks_at = {"model.safetensors": 40_000}
    assert "it goes on from where it stopped" in error(folder)
    hub.breaks_at = {}


def test_a_pull_that_broke_off_goes_on_where_it_stopped(
    hub: HubServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_off(hub, folder, monkeypatch)
    hub.ranges.clear()
    told, *progress, last = fetch.pull(entry(), folder, lambda: True, every=1)
    assert "error" not in last
    # Not what is checked again, from the beginning.
    assert all(
        int(str(one.get("percent", 100))) * int(str(told["bytes"])) > 100 * 40_000
        for one in progress
    )
    (wanted,) = [wanted for name, wanted in hub.ranges if name == "model.safetensors"]
    assert wanted == "bytes=40000-"


def test_a_hub_that_cannot_go_on_begins_anew(
    hub: HubServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_off(hub, folder, monkeypatch)
    hub.ignores_ranges = True
    *_, last = pulled(folder)
    assert "error" not in last
    whole = hub.folder / "model.safetensors"
    assert (folder / NAME / whole.name).read_bytes() == whole.read_bytes()


def test_what_came_before_needs_no_room_again(
    hub: HubServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_off(hub, folder, monkeypatch)
    there = sum(path.stat().st_size for path in folder.glob(f".pulling-{NAME}/*"))
    whole = sum(path.stat().st_size for path in hub.folder.iterdir())
    usage = namedtuple("usage", "total used free")
    free = whole - there + limits.DISK_MARGIN
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(0, 0, free - 1))
    assert "Make room and try again" in error(folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(0, 0, free))
    *_, last = pulled(folder)
    assert "error" not in last


def test_a_pull_that_is_killed_while_it_pins_leaves_nothing(
    hub: HubServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = 9
    child = os.fork()
    if child == 0:
        monkeypatch.setattr(Path, "replace", lambda *_: os._exit(killed))
        pulled(folder)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == killed
    assert "error" not in pulled(folder)[-1]
    assert {path.name for path in folder.iterdir()} == {NAME, checkpoint_store.PINS}


def test_what_came_of_a_pull_that_broke_off_can_be_removed(hub: HubServer, folder: Path) -> None:
    hub.breaks_at = {"model.safetensors": 40_000}
    error(folder)
    with (
        checkpoint_store.stage(folder, NAME),
        pytest.raises(HubError, match="is already being downloaded"),
    ):
        checkpoint_store.remove(folder, NAME)
    checkpoint_store.remove(folder, NAME)
    assert not list(folder.iterdir())
    with pytest.raises(HubError, match="is not installed"):
        checkpoint_store.remove(folder, NAME)


def test_what_a_removal_that_was_killed_has_left_goes_with_the_next_pull_or_removal(
    hub: HubServer, folder: Path
) -> None:
    left = folder / f".removed-{NAME}-1"
    for do in (lambda: pulled(folder), lambda: checkpoint_store.remove(folder, NAME)):
        left.mkdir(parents=True)
        (left / "model.safetensors").write_bytes(b"x")
        do()
        assert not left.exists()


def test_a_hub_that_is_away_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")
    *_, last = pulled(folder)
    assert "The hub did not answer: Connection refused. " in str(last["error"])
    assert last["later"] == "network"


def test_files_that_change_after_the_pull_are_noticed(hub: HubServer, folder: Path) -> None:
    pulled(folder)
    installed = checkpoint_store.read(folder, NAME)
    weights = folder / NAME / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    with pytest.raises(HubError, match=r"model\.safetensors was changed"):
        checkpoint_store.check(folder, installed)
    weights.unlink()
    with pytest.raises(HubError, match=r"model\.safetensors is missing"):
        checkpoint_store.check(folder, installed)
    (folder / NAME / checkpoint_store.FACTS).write_text("[]")
    with pytest.raises(HubError, match="is damaged"):
        checkpoint_store.read(folder, NAME)


@pytest.mark.parametrize("name", ["..", "", ".", "a/b", ".hidden", "a" * 300, "ü" * 120, "a\0b"])
def test_what_is_no_name_leads_nowhere_and_is_told(folder: Path, name: str) -> None:
    (folder / "other").mkdir(parents=True)
    with pytest.raises(HubError, match="No model can have this name"):
        checkpoint_store.remove(folder, name)
    assert (folder / "other").is_dir()
    assert not checkpoint_store.is_here(folder, name)

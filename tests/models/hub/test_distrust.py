"""What no honest hub sends is refused, with the reason, and nothing of it is kept."""

import os
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from models import limits
from models.embedded.files import sum_of
from models.hub import chat_template, checkpoint_store, fetch, hub_client, machine, onnx_format
from models.hub.catalogue import CatalogueEntry
from models.hub.onnx import settings as onnx_settings
from models.messages import HubError
from tests.kit.hub_server import REVISION, TINY, HubServer
from tests.kit.program import ROOT

NAME = "tiny"
PRECISIONS = ("_int8", "_q4")
GRAPHS = ("vision_encoder", "embed_tokens", "decoder_model_merged")
TEXT = "{}"


def write_graph(path: Path, data: str = "", size: int = 64) -> None:
    """A graph with weights, in a graph of its own inside if they are in another file."""
    weights = numpy_helper.from_array(np.full((size, size), 0.5, np.float32), "w")
    if data:
        onnx.external_data_helper.set_external_data(weights, data)
        weights.ClearField("raw_data")
        (path.parent / "weights").write_bytes(bytes(4 * size * size))
    value = helper.make_tensor_value_info
    inside = helper.make_graph(
        [helper.make_node("Identity", ["w"], ["y"])],
        "inside",
        [],
        [value("y", TensorProto.FLOAT, [size, size])],
        [weights],
    )
    node = helper.make_node("If", ["c"], ["z"], then_branch=inside, else_branch=inside)
    outputs = [value("z", TensorProto.FLOAT, [size, size])]
    graph = helper.make_graph([node], "graph", [value("c", TensorProto.BOOL, [1])], outputs)
    path.write_bytes(helper.make_model(graph).SerializeToString())


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    """A hub with the ONNX files of a model in two precisions."""
    repository = tmp_path / "repository"
    (repository / "onnx").mkdir(parents=True)
    (repository / "config.json").write_text('{"model_type": "idefics3"}')
    for name in ("tokenizer.json", "processor_config.json", "README.md", ".gitattributes"):
        (repository / name).write_text(TEXT)
    for graph in GRAPHS:
        for size, end in enumerate(PRECISIONS, 1):
            write_graph(repository / "onnx" / f"{graph}{end}.onnx", size=64 // size)
    server = HubServer(repository)
    monkeypatch.setenv("HF_ENDPOINT", server.url)
    monkeypatch.setattr(hub_client, "PAUSE", 0.01)
    yield server
    server.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "models"


def entry(sums: dict[str, str] | None = None, onnx: str = "tiny/model") -> CatalogueEntry:
    return replace(TINY, repository="tiny/other", megabytes=1, onnx=onnx, sums=sums or {})


def pulled(folder: Path, one: CatalogueEntry | None = None) -> list[dict[str, object]]:
    return list(fetch.pull(one or entry(), folder, lambda: True))


def error(folder: Path, one: CatalogueEntry | None = None) -> str:
    *_, last = pulled(folder, one)
    assert not (folder / NAME).exists()
    return str(last.get("error", ""))


def sums(hub: HubServer, *names: str) -> dict[str, str]:
    return {f"onnx/{name}": sum_of(hub.folder / "onnx" / name) for name in names}


@pytest.mark.program
@pytest.mark.timeout(60)
def test_a_template_that_never_ends_ends_the_pull_with_the_reason(
    hub: HubServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "TEMPLATE_TIME", 2.0)
    endless = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    (hub.folder / "chat_template.jinja").write_text(endless)
    assert "chat template in chat_template.jinja takes too much time or memory" in error(folder)
    assert not list(folder.iterdir())


@pytest.mark.program
def test_a_template_is_rendered_once_when_it_is_pulled(
    hub: HubServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "<image>{{ messages[0].content[1].text }}"
    (hub.folder / "chat_template.jinja").write_text(text)
    assert "error" not in pulled(folder)[-1]
    monkeypatch.setattr(sys, "executable", "/nowhere")
    kept = chat_template.of_folder(folder / NAME, {})
    assert kept is not None
    assert kept.render("What is it?") == "<image>What is it?"


def test_one_precision_arrives_and_the_choice_is_told_first(hub: HubServer, folder: Path) -> None:
    known = sums(hub, *(f"{graph}_int8.onnx" for graph in GRAPHS))
    told, *_, last = pulled(folder, entry(known))
    assert str(told["says"]).startswith("From tiny/model, in int8: onnx/vision_encoder_int8.onnx, ")
    assert told["precision"] == "int8"
    assert told["bytes"] == sum(told["files"].values())  # type: ignore[attr-defined]  # a dict
    assert last["verified"] is True
    installed = checkpoint_store.read(folder, NAME)
    settings = {"config.json", "tokenizer.json", "processor_config.json"}
    assert set(installed.files) == {*known, *settings}
    checkpoint_store.check(folder, installed)
    assert {path.name for path in folder.iterdir()} == {NAME, checkpoint_store.PINS}


def test_which_checksums_were_compared_is_told(hub: HubServer, folder: Path) -> None:
    *_, last = pulled(folder, entry(sums(hub, "vision_encoder_int8.onnx")))
    assert last["verified"] is False
    assert "The checksums of 1 of its 3 large files match the catalogue." in str(last["says"])
    checkpoint_store.remove(folder, NAME)
    wrong = {"onnx/vision_encoder_int8.onnx": "0" * 64}
    hub.given.clear()
    assert "onnx/vision_encoder_int8.onnx of tiny has the wrong" in error(folder, entry(wrong))
    assert hub.given == []


def test_memory_decides_the_precision(
    hub: HubServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "free_memory", lambda: 1_000_000)
    told, *_ = pulled(folder)
    assert told["precision"] == "int4"


def test_pytorch_s_files_come_only_when_they_are_wanted(hub: HubServer, folder: Path) -> None:
    *_, last = fetch.pull(entry(), folder, lambda: True, safetensors=True)
    assert "The hub has no tiny/other." in str(last["error"])


def test_weights_beside_a_graph_come_with_it(hub: HubServer, folder: Path) -> None:
    graph = hub.folder / "onnx" / "decoder_model_merged_int8.onnx"
    write_graph(graph, data=f"{graph.name}_data")
    (graph.parent / "weights").rename(graph.with_name(f"{graph.name}_data"))
    assert "error" not in pulled(folder)[-1]
    assert (folder / NAME / "onnx" / f"{graph.name}_data").is_file()


@pytest.mark.parametrize("place", ["../../../secret", "/etc/passwd", "weights", "..\\secret"])
def test_weights_from_elsewhere_are_refused(hub: HubServer, folder: Path, place: str) -> None:
    write_graph(hub.folder / "onnx" / "decoder_model_merged_int8.onnx", data=place)
    assert "tries to read" in error(folder)
    assert place in error(folder)


@pytest.mark.parametrize("content", [b"", b"PK\3\4" + bytes(99), b"\x80\4\x95" + bytes(99)])
def test_a_pickle_is_no_graph(hub: HubServer, folder: Path, content: bytes) -> None:
    path = hub.folder / "onnx" / "decoder_model_merged_int8.onnx"
    path.write_bytes(content)
    assert "tiny is damaged: " in error(folder)
    with pytest.raises(ValueError, match=r"ONNX|empty|graph"):
        onnx_format.data_files(path)


@pytest.mark.parametrize("path", ["../evil.json", "/etc/evil", "onnx/../../x", "a\\b", "a//b", ""])
def test_a_path_that_leads_out_is_refused(hub: HubServer, folder: Path, path: str) -> None:
    hub.also_listed = [{"rfilename": path, "size": 3, "blobId": "0" * 40}]
    assert "outside of its folder" in error(folder)
    assert hub.given == []


def test_what_nothing_could_check_is_refused(hub: HubServer, folder: Path) -> None:
    (hub.folder / "tokenizer.json").unlink()
    for one in ({"size": 3}, {"blobId": "0" * 40}, {"size": -1, "blobId": "0" * 40}):
        hub.also_listed = [{"rfilename": "tokenizer.json", **one}]
        assert "no size or checksum for tokenizer.json" in error(folder)


@pytest.mark.parametrize("listing", [b"{", b"[]", b"{}", b'{"siblings": [1]}', b"[" * 9999])
def test_a_list_that_cannot_be_read_is_told(hub: HubServer, folder: Path, listing: bytes) -> None:
    hub.listing = listing
    assert "list of the files of tiny/model can't be read" in error(folder)


@pytest.mark.program
def test_the_hub_s_own_library_tells_nothing_of_this_machine() -> None:
    program = (
        "import os, sys\n"
        "import models\n"
        "from huggingface_hub import constants\n"
        "sys.exit(not (constants.HF_HUB_OFFLINE and constants.HF_HUB_DISABLE_TELEMETRY))"
    )
    wanted = {"HF_HUB_OFFLINE": "0", "HF_HUB_DISABLE_TELEMETRY": "0"}
    environment = os.environ | wanted | {"PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True)


@pytest.mark.parametrize("length", [10**15, 10, 0])
def test_another_length_than_listed_is_refused(hub: HubServer, folder: Path, length: int) -> None:
    # The settings come first, and stay once they are here.
    for name in ("tokenizer.json", "onnx/vision_encoder_int8.onnx"):
        hub.lengths = {name: length}
        assert f"sent {name} with another length" in error(folder)
        assert not list(folder.glob(f".pulling-{NAME}/{name}*"))


def test_more_bytes_than_listed_are_not_written(hub: HubServer, folder: Path) -> None:
    name = "onnx/vision_encoder_int8.onnx"
    size = (hub.folder / name).stat().st_size
    written, last = 0, ""
    hub.endless = {name}
    for one in fetch.pull(entry(), folder, lambda: True, every=1):
        last = str(one.get("error"))
        here = (path.stat().st_size for path in folder.glob(f".pulling-{NAME}/{name}*"))
        written = max(written, *here, 0)
    assert f"sent {name} with another length" in last
    assert 0 < written <= size
    assert not list(folder.glob(f".pulling-{NAME}/{name}*"))


def test_what_came_goes_once_the_hub_has_another_file(
    hub: HubServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "DOWNLOAD_PIECE", 1024)
    name = "onnx/vision_encoder_int8.onnx"
    hub.breaks_at = {name: 5000}
    assert "it goes on from where it stopped" in error(folder)
    (part,) = folder.glob(f".pulling-{NAME}/{name}*")
    hub.redirects = {name: "http://localhost:1/sign-in"}
    assert "another computer" in error(folder)
    assert part.stat().st_size == 5000
    hub.redirects, hub.etags = {}, {name: "1" * 64}
    assert "is no longer what the hub's list said" in error(folder)
    assert not part.exists()


def test_a_file_that_is_listed_twice_is_refused(hub: HubServer, folder: Path) -> None:
    hub.also_listed = [{"rfilename": "tokenizer.json", "size": 3, "blobId": "0" * 40}]
    assert "lists tokenizer.json of tiny/model twice" in error(folder)
    assert hub.given == []


def test_settings_nested_without_end_are_refused(hub: HubServer, folder: Path) -> None:
    (hub.folder / "config.json").write_text("[" * 200_000)
    assert "tiny is damaged" in error(folder)
    with pytest.raises(HubError, match="should have JSON"):
        onnx_settings.read(hub.folder, "config.json")
    header = b"[" * 200_000
    (hub.folder / "model.safetensors").write_bytes(struct.pack("<Q", len(header)) + header)
    with pytest.raises(HubError, match="is damaged"):
        machine.size_of(hub.folder)


@pytest.mark.parametrize("address", ["hub", "ftp://hub.example", "https://[::1", "http://a:b", "ä"])
def test_what_is_no_address_of_a_hub_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", address)
    assert error(folder).startswith(f"HF_ENDPOINT is not the address of a hub: {address}. ")


def test_a_size_that_no_disk_has_is_told_before_it_is_fetched(hub: HubServer, folder: Path) -> None:
    (hub.folder / "tokenizer.json").unlink()
    hub.also_listed = [{"rfilename": "tokenizer.json", "size": 10**15, "blobId": "0" * 40}]
    assert "1000000000 megabytes of disk space" in error(folder)
    assert hub.given == []


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("https://127.0.0.1/x", "an address of another kind, https"),
        ("ftp://127.0.0.1/x", "an address of another kind, ftp"),
        ("file:///etc/passwd", "an address of another kind, file"),
        ("http://localhost:1/x", "another computer, localhost"),
        ("http://127.0.0.1:1/x", "another computer, 127.0.0.1"),
    ],
)
def test_a_redirect_elsewhere_is_refused(
    hub: HubServer, folder: Path, place: str, reason: str
) -> None:
    # The settings come first, and stay once they are here.
    for name in ("tokenizer.json", "onnx/vision_encoder_int8.onnx"):
        hub.redirects = {name: place}
        assert reason in error(folder)


def test_redirects_without_end_are_refused(hub: HubServer, folder: Path) -> None:
    name = "tokenizer.json"
    hub.redirects = {name: f"/tiny/model/resolve/{REVISION}/{name}"}
    assert "from one address to the next without end" in error(folder)


@pytest.mark.parametrize(
    ("target", "checked", "follows"),
    [
        ("https://hub.example/x", False, True),
        ("https://files.example/x", True, True),
        ("https://files.example/x", False, False),
        ("http://hub.example/x", True, False),
        ("https://127.0.0.1/x", True, False),
        ("https://[::1]/x", True, False),
        ("https://127.1/x", True, False),
        ("https://0x7f.1/x", True, False),
        ("https://a..b/x", True, False),
        ("https://printer/x", True, False),
        ("https://printer.local/x", True, False),
        ("https://me:secret@files.example/x", True, False),
        ("https:///x", True, False),
    ],
)
def test_large_files_may_lie_on_another_host(target: str, checked: bool, follows: bool) -> None:
    found = hub_client.refused("https://hub.example/a", target, checked=checked)
    assert (found is None) is follows


def test_a_file_that_changed_since_the_list_is_refused(hub: HubServer, folder: Path) -> None:
    hub.etags = {"onnx/vision_encoder_int8.onnx": "1" * 64}
    assert "onnx/vision_encoder_int8.onnx is no longer what the hub's list said" in error(folder)


def test_links_are_refused(hub: HubServer, folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("mine")
    stage = folder / f".pulling-{NAME}"
    stage.mkdir(parents=True)
    for link in (stage / "tokenizer.json.part", stage / "config.json"):
        link.symlink_to(secret)
        assert "is a link to another place" in error(folder)
        link.unlink()
    stage.rmdir()
    stage.symlink_to(tmp_path)
    assert "is a link to another place" in error(folder)
    assert secret.read_text() == "mine"
    stage.unlink()
    pulled(folder)
    tokenizer = folder / NAME / "tokenizer.json"
    tokenizer.rename(tmp_path / "moved")
    tokenizer.symlink_to(tmp_path / "moved")
    with pytest.raises(HubError, match=r"tokenizer\.json is a link to another file"):
        checkpoint_store.check(folder, checkpoint_store.read(folder, NAME))


def test_what_does_not_belong_into_the_stage_goes(hub: HubServer, folder: Path) -> None:
    stage = folder / f".pulling-{NAME}"
    (stage / "onnx").mkdir(parents=True)
    (stage / "onnx" / "evil.onnx").write_bytes(b"x")
    (stage / "more").mkdir()
    (stage / "more" / "evil.py").write_bytes(b"x")
    (stage / "tokenizer.json").write_text("[]")
    assert "tokenizer.json of tiny has the wrong checksum" in error(folder)
    assert "error" not in pulled(folder)[-1]
    here = {str(path.relative_to(folder / NAME)) for path in (folder / NAME).rglob("*.*")}
    assert here == {*checkpoint_store.read(folder, NAME).files, checkpoint_store.FACTS}


def test_a_repository_without_a_part_is_named(hub: HubServer, folder: Path) -> None:
    for end in PRECISIONS:
        (hub.folder / "onnx" / f"decoder_model_merged{end}.onnx").unlink()
    assert "decoder_model_merged.onnx is missing" in error(folder)

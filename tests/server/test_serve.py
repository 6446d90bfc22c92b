"""`lantern serve` as a process of its own."""

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from assistant.server import api_key, serve
from models import limits
from tests.end_to_end.conftest import settings
from tests.kit.describer import Proxy
from tests.kit.program import ROOT, command, lantern

pytestmark = pytest.mark.program

LEAST = 19
"""The highest niceness."""
TO_END = 120
"""Seconds in which a server that gives way to all others has ended."""


@contextmanager
def serving(weights: Path, **wanted: Any) -> Iterator[tuple[subprocess.Popen[str], Any]]:
    """The process, and its first line."""
    with socket.socket() as held:
        # Reserves the port from other programs, but not from one that asks for it.
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        settings(serve={"port": held.getsockname()[1]} | wanted)
        with subprocess.Popen(
            command(weights, "serve", "--json"), cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as process:
            try:
                assert process.stdout is not None
                yield process, json.loads(process.stdout.readline())
            finally:
                process.kill()


def test_a_description_from_start_to_end(weights: Path, home: Path) -> None:
    with serving(weights) as (process, said):
        file = home / ".config" / "lantern" / "serve.key"
        assert said["says"] == (
            f"Lantern answers at {said['address']}. The key is in the file {file}."
        )
        describer = Proxy(said["address"], file.read_text().strip())
        photo = (ROOT / "assistant" / "cli" / "samples" / "cat.jpg").read_bytes()
        assert describer.describe(photo).endswith(".")
        assert describer.ask("Is there a tv?").endswith(".")
        nice = os.getpriority(os.PRIO_PROCESS, process.pid)
        assert nice == min(LEAST, os.nice(0) + serve.NICENESS)
        # Nothing but the key was written anywhere.
        roots = [home, Path(os.environ["TMPDIR"]), Path(os.environ["XDG_RUNTIME_DIR"])]
        files = {path for root in roots for path in root.rglob("*") if path.is_file()}
        assert files == {file, file.with_name("config.toml")}
        process.send_signal(signal.SIGTERM)
        assert process.wait(TO_END) == 0


def test_under_nohup_it_survives_the_end_of_its_connection(weights: Path) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with serving(weights) as (process, said):
            process.send_signal(signal.SIGHUP)
            time.sleep(0.5)
            given = api_key.own_file().read_text().strip()
            assert Proxy(said["address"], given).models() == ["lantern", "lantern-words"]
            process.send_signal(signal.SIGTERM)
            assert process.wait(TO_END) == 0
    finally:
        signal.signal(signal.SIGHUP, before)


def test_other_computers_get_in_only_if_the_settings_say_so_which_is_announced(
    weights: Path,
) -> None:
    with serving(weights, address="0.0.0.0", key="a-key-of-the-user") as (_, said):
        assert "The key is the one in the settings." in said["says"]
        assert said["says"].endswith("What they send is not encrypted.")
        assert Proxy(said["address"], "a-key-of-the-user").models() == ["lantern", "lantern-words"]
        # Without a network this computer has no other address.
        if serve.own_address():
            assert "0.0.0.0" not in said["says"]


def test_a_port_in_use_is_reported(weights: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings(serve={"port": taken.getsockname()[1]})
        result = lantern(weights, "serve")
    assert result.returncode == 1
    assert "address already in use. Choose another port in the settings" in result.stderr
    for address in ("192.0.2.7", "no such name"):
        settings(serve={"address": address})
        result = lantern(weights, "serve")
        assert result.returncode == 1
        assert result.stderr.endswith("Check address in the settings, under serve.\n")
    settings(serve={"key": "short"})
    result = lantern(weights, "serve")
    assert result.returncode == 1
    assert result.stderr.startswith("The key, the one in the settings, is too short.")


def test_idle_connections_do_not_keep_others_out_for_ever(weights: Path) -> None:
    with serving(weights) as (_, said):
        place = ("127.0.0.1", int(said["address"].rsplit(":")[-1].strip("/")))
        idle = [socket.create_connection(place) for _ in range(limits.CONNECTIONS + 6)]
        time.sleep(0.5)
        for one in idle:
            one.close()
        asks = Proxy(said["address"], api_key.own_file().read_text().strip())
        end = time.monotonic() + 30
        while True:
            try:
                assert asks.models() == ["lantern", "lantern-words"]
                break
            except OSError:
                assert time.monotonic() < end, "they are still counted"
                time.sleep(0.1)

"""The systemd unit, and a systemctl that only logs its calls."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.keys import systemd_service
from assistant.keys.systemd_service import ServiceError
from assistant.protocol.faults import StartError
from assistant.runtime import compose
from assistant.runtime.loop import FAILED
from assistant.saying.messages.core import Line

SYSTEMCTL = """#!/bin/sh
echo "$*" >> "$0.log"
if [ -e "$0.fails" ]; then cat "$0.fails" >&2; exit 1; fi
"""


@pytest.fixture
def systemctl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    program = tmp_path / "bin" / "systemctl"
    program.parent.mkdir()
    program.write_text(SYSTEMCTL)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    return program


def asked(systemctl: Path) -> list[str]:
    log = systemctl.with_name("systemctl.log")
    return log.read_text().splitlines() if log.exists() else []


def fails(systemctl: Path, message: str) -> None:
    systemctl.with_name("systemctl.fails").write_text(message)


def test_the_unit_starts_lantern_at_log_in_without_a_terminal() -> None:
    text = systemd_service.unit_text(
        ["/opt/a b/python", "-m", "assistant", "run"], Path("/opt/100%")
    )
    assert 'ExecStart=:"/opt/a b/python" "-m" "assistant" "run"\n' in text
    assert "WorkingDirectory=/opt/100%%\n" in text
    assert "StandardInput=null\n" in text
    assert "WantedBy=default.target\n" in text


def test_the_journal_keeps_faults_but_not_speech() -> None:
    text = systemd_service.unit_text(["/p"], Path("/"))
    assert "StandardOutput=null\n" in text
    # systemd sends stderr where stdout goes unless told otherwise.
    assert "StandardError=journal\n" in text


def test_a_fault_for_the_user_is_reported_once_and_a_crash_restarts(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    text = systemd_service.unit_text(["/p"], Path("/"))
    (line,) = [one for one in text.splitlines() if one.startswith("RestartPreventExitStatus=")]
    prevented = line.partition("=")[2].split()

    def cannot(*_: object, **__: object) -> int:
        raise StartError(Line.EARS_OFF.said(key="slash"))

    monkeypatch.setattr(compose, "run", cannot)
    assert str(main.main(["run"])) in prevented
    assert capfd.readouterr().err.count("Listening is turned off") == 1
    assert str(FAILED) not in prevented


def test_the_words_of_the_command_reach_systemd_unchanged() -> None:
    text = systemd_service.unit_text(["/p", 'a"b', "c\\d", "e%f", "g$h"], Path("/"))
    assert r'ExecStart=:"/p" "a\"b" "c\\d" "e%%f" "g$h"' in text


@pytest.mark.program
@pytest.mark.parametrize("folder", ["plain", "with a space, 100% and a ü"])
def test_systemd_finds_no_fault_in_the_unit(tmp_path: Path, folder: str) -> None:
    place = tmp_path / folder
    place.mkdir()
    python = place / "python"
    python.symlink_to(sys.executable)
    unit = tmp_path / systemd_service.UNIT
    unit.write_text(systemd_service.unit_text([str(python), "-m", "assistant", "run"], place))
    done = subprocess.run(
        ["systemd-analyze", "--user", "--man=no", "verify", str(unit)],
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.program
def test_install_writes_and_enables_the_unit(systemctl: Path, home: Path) -> None:
    assert "will start, without a terminal, when you log in" in str(systemd_service.install())
    path = home / ".config" / "systemd" / "user" / "lantern.service"
    assert sys.executable in path.read_text()
    assert [file.name for file in path.parent.iterdir()] == ["lantern.service"]
    assert asked(systemctl) == [
        "--user daemon-reload",
        "--user daemon-reload",
        "--user enable lantern.service",
    ]
    systemd_service.install()


@pytest.mark.program
def test_the_installed_command_runs_lantern_from_the_units_folder(systemctl: Path) -> None:
    systemd_service.install()
    lines = systemd_service.unit_path().read_text().splitlines()
    folder = next(line for line in lines if line.startswith("WorkingDirectory=")).partition("=")[2]
    done = subprocess.run(
        [systemd_service.command()[0], "-c", "import assistant.protocol.events"],
        cwd=folder,
        timeout=240,
    )
    assert done.returncode == 0


@pytest.mark.program
def test_remove_stops_disables_and_deletes(systemctl: Path) -> None:
    systemd_service.install()
    assert str(systemd_service.remove()) == "Lantern no longer starts when you log in."
    assert not systemd_service.unit_path().exists()
    assert asked(systemctl)[3:] == [
        "--user disable --now lantern.service",
        "--user daemon-reload",
    ]
    assert "was not set up" in str(systemd_service.remove())


@pytest.mark.program
def test_without_systemd_the_sentence_says_what_to_do_instead(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ServiceError, match="systemd does not start your programs") as caught:
        systemd_service.install()
    assert f"{Path(sys.executable).parent}/lantern run to" in str(caught.value)
    assert not systemd_service.unit_path().exists()


@pytest.mark.program
def test_without_a_session_bus_it_is_the_same_sentence(systemctl: Path) -> None:
    fails(systemctl, "Failed to connect to bus: No medium found\n")
    with pytest.raises(ServiceError, match="systemd does not start your programs"):
        systemd_service.install()
    assert not systemd_service.unit_path().exists()


@pytest.mark.program
def test_a_refusal_of_systemd_is_quoted(systemctl: Path) -> None:
    fails(systemctl, "Access denied\n")
    with pytest.raises(ServiceError, match="systemd refused: Access denied"):
        systemd_service.install()


@pytest.mark.program
def test_an_unwritable_folder_is_reported(systemctl: Path, home: Path) -> None:
    (home / ".config" / "systemd").touch()
    with pytest.raises(ServiceError, match=r"lantern\.service could not be written: "):
        systemd_service.install()


@pytest.mark.program
def test_remove_works_if_systemd_is_no_longer_running(
    systemctl: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    systemd_service.install()
    wanted = systemd_service.unit_path().parent / "default.target.wants" / systemd_service.UNIT
    wanted.parent.mkdir()
    wanted.symlink_to(systemd_service.unit_path())
    monkeypatch.setenv("PATH", str(tmp_path))
    systemd_service.remove()
    assert not systemd_service.unit_path().exists()
    assert not wanted.is_symlink()

"""The Debian package as `.ci/deb` builds it, and clean Debian 13 systems to install it in.

A clean system is a folder, made by debootstrap from the mirror that this computer's apt uses.
"""

import os
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pytest

from tests.kit.pulse import PulseServer

ROOT: Final = Path(__file__).parents[2]
AS_ROOT: Final = () if os.geteuid() == 0 else ("sudo",)
USER: Final = "ann"
HOME: Final = f"/home/{USER}"
HELD: Final = "/mnt"
"""Where a system finds what `System.hold` gave it."""
SOUND: Final = "/media"
"""Where a system finds the sound server."""
ENTER: Final = """
root=$1 sound=$2 user=$3
shift 3
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
if [ -n "$sound" ]; then mount --bind "$sound" "$root$SOUND"; fi
exec chroot --userspec="$user" "$root" "$@"
"""
"""Runs a command in a system, seen by no other process."""
APTS_OWN: Final = (
    *("proc", "sys", "dev", "run", "tmp", "home", "var/log"),
    *("var/lib/dpkg", "var/lib/apt", "var/cache/apt", "var/cache/debconf", "var/cache/ldconfig"),
)
"""Folders that do not belong to packages: the kernel's, users' and those of apt and dpkg."""


def run(*command: str | Path, env: dict[str, str] | None = None) -> str:
    """Run a command that has to succeed; gives what it prints."""
    result = subprocess.run(
        [*map(str, command)], cwd=ROOT, env=env, capture_output=True, text=True, timeout=900
    )
    assert result.returncode == 0, f"{command}\n{result.stdout[-5000:]}{result.stderr[-5000:]}"
    return result.stdout


@dataclass(frozen=True)
class System:
    """A Debian system in a folder, with one user."""

    root: Path
    sound: Path | None = None
    """The folder with the socket of the sound server that it plays to."""

    def run(
        self,
        *command: str,
        user: str = USER,
        network: bool = False,
        env: Mapping[str, str] = MappingProxyType({}),
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, by default as the user and without a network."""
        apart = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]
        home = HOME if user == USER else "/root"
        settings = {
            "PATH": f"{home}/.local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": home,
            "LC_ALL": "C.UTF-8",
            "DEBIAN_FRONTEND": "noninteractive",
            "SOUND": SOUND,
            "PULSE_SERVER": f"unix:{SOUND}/native",
        }
        return subprocess.run(
            [
                *(*AS_ROOT, *apart, *(() if network else ("--net",)), "env", "-i"),
                *(f"{name}={value}" for name, value in {**settings, **env}.items()),
                *("sh", "-eu", "-c", ENTER, "sh", str(self.root), str(self.sound or ""), user),
                *command,
            ],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=900,
        )

    def does(
        self,
        *command: str,
        user: str = USER,
        network: bool = False,
        env: Mapping[str, str] = MappingProxyType({}),
    ) -> str:
        """Run a command that has to succeed, as `run` does; gives what it prints."""
        result = self.run(*command, user=user, network=network, env=env)
        assert result.returncode == 0, (
            f"{shlex.join(command)}\n{result.stdout[-5000:]}{result.stderr[-5000:]}"
        )
        return result.stdout

    def apt(self, *words: str, network: bool = False) -> str:
        """Run apt as root."""
        options = ("-q", "-y", "-o", "APT::Install-Recommends=false")
        return self.does("apt-get", *options, *words, user="root", network=network)

    def hold(self, path: Path) -> str:
        """Copy a file into the system; gives its path there."""
        run(*AS_ROOT, "cp", path, f"{self.root}{HELD}/")
        return f"{HELD}/{path.name}"

    def files(self) -> set[str]:
        """All that packages may have brought: path, kind, owner, mode, link, size and time."""
        leave = [word for name in APTS_OWN for word in ("-path", f"./{name}", "-o")][:-1]
        kinds = ("-type", "d", "-printf", "%p %y %u %g %m\n", "-o")
        others = ("-printf", "%p %y %u %g %m %l %s %T@\n")
        inside = f"cd {shlex.quote(str(self.root))} && exec find . "
        words = ["(", *leave, ")", "-prune", "-o", *kinds, *others]
        return set(run(*AS_ROOT, "sh", "-c", inside + shlex.join(words)).splitlines())


def _mirror() -> str:
    """The address of the mirror of Debian that this computer's apt uses."""
    which = ("Created-By: Packages", "Component: main", "Codename: trixie")
    found = run("apt-get", "indextargets", "--format", "$(REPO_URI)", *which).split()
    assert found, "apt knows no mirror of Debian 13"
    return found[0]


@pytest.fixture(scope="session")
def package() -> Path:
    """The package, built anew."""
    return Path(run(".ci/deb").strip())


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A clean system that no test changes."""
    root = tmp_path_factory.mktemp("debian") / "bare"
    try:
        run(*AS_ROOT, "debootstrap", "--variant=minbase", "trixie", root, _mirror())
        system = System(root)
        # The way to the network, such as a proxy.
        ways = f"{root}/etc/apt/apt.conf.d/ways"
        run(*AS_ROOT, "sh", "-c", f"apt-config dump Acquire >{shlex.quote(ways)}")
        run(*AS_ROOT, "mkdir", "-p", f"{root}/dev/shm")
        system.apt("update", network=True)
        system.does("useradd", "--create-home", USER, user="root")
        yield root
    finally:
        run(*AS_ROOT, "rm", "-rf", root)


@pytest.fixture
def system(
    bare: Path, tmp_path_factory: pytest.TempPathFactory, pulse: PulseServer
) -> Iterator[System]:
    """A copy of the clean system that plays to the sound server `pulse`."""
    root = tmp_path_factory.mktemp("debian") / "system"
    sound = Path(pulse.address.removeprefix("unix:")).parent
    # Its user has to reach the socket.
    sound.chmod(0o711)
    try:
        run(*AS_ROOT, "cp", "-a", "--reflink=auto", bare, root)
        yield System(root, sound)
    finally:
        run(*AS_ROOT, "rm", "-rf", root)

"""Lantern as others install it: the Debian package and pipx, each in a clean Debian 13.

Plain pytest and `./lantern test` leave this folder out; `./lantern test packages` runs it.
"""

import hashlib
import json
import os
import re
import sys
import tarfile
import time
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.kit.pulse import PulseServer
from tests.packages.conftest import AS_ROOT, HOME, ROOT, System, run

pytestmark = [pytest.mark.program, pytest.mark.slow, pytest.mark.timeout(1200)]
"""The first test builds the package."""

PLACE = "usr/lib/lantern/lib/python3.13/site-packages"
SAMPLES = f"{PLACE}/assistant/cli/samples"
BILL = 'dpkg-deb --fsys-tarfile "$1" | tar -xO ./usr/share/doc/lantern/sbom.cdx.json'
"""Prints the bill of materials in a package."""
PIPX = ".local/share/pipx/venvs/lantern-eyes/lib/python3.13/site-packages"
HEARD = 0.5
"""Seconds of sound that a spoken sentence has at least."""

COMPLETED = {
    "bash": """
. /usr/share/bash-completion/bash_completion
_comp_load lantern
COMP_WORDS=(lantern trigger describe-c) COMP_CWORD=2
_shtab_lantern lantern describe-c trigger
echo "${COMPREPLY[@]}"
""",
    "fish": "complete -C 'lantern trigger describe-c'",
    "zsh": """
autoload -Uz compinit && compinit -D
autoload -Uz +X "${_comps[lantern]}" && functions "${_comps[lantern]}"
""",
}
"""Commands that print what may follow `lantern trigger describe-c`; zsh's, what completes it."""
FROM_THE_MENU = """
import json, subprocess
from gi.repository import Gio

lantern = Gio.DesktopAppInfo.new("lantern.desktop")
print(*lantern.list_actions())
program = subprocess.Popen(["lantern", "run", "--json"], stdout=subprocess.PIPE)
events = map(json.loads, program.stdout)
next(one for one in events if one["event"] == "ready")
lantern.launch_action("describe")
print(next(one for one in events if one["event"] == "described")["description"]["spoken"])
for action in ("read", "stop"):
    lantern.launch_action(action)
    print(next(one for one in events if one["event"] == "pressed")["action"])
program.kill()
"""
"""Does what a desktop does when somebody chooses an action of Lantern in its menu."""


def shipped() -> set[str]:
    """The files of the packages `assistant` and `models` that git keeps, less the training."""
    listed = run("git", "ls-files", "-z", "assistant", "models").split("\0")
    return {name for name in listed if name and not name.startswith("models/training/")}


def describe(system: System, photo: str) -> str:
    """The sentence about a photo."""
    (line,) = system.does("lantern", "describe", photo, "--json").splitlines()
    return str(json.loads(line)["spoken"])


def seconds_heard(system: System, pulse: PulseServer, text: str) -> float:
    """Say a text in the system; gives how long there was sound."""
    with pulse.recording() as recording:
        start = time.monotonic()
        system.does("lantern", "say", text)
        end = recording.wait_quiet()
        loud = recording.loud_times(start, end)
    return float(loud[-1] - loud[0]) if len(loud) else 0.0


def test_the_package_holds_all_of_lantern_in_the_versions_of_the_lock(package: Path) -> None:
    listed = run("dpkg-deb", "--contents", package).splitlines()
    files = {line.split()[5].removeprefix("./") for line in listed}
    missing = {name for name in shipped() if f"{PLACE}/{name}" not in files}
    assert not missing
    assert f"{PLACE}/assistant/settings/config.toml" in files
    assert not [name for name in files if re.match(f"{PLACE}/(models/training|tests|torch)/", name)]
    assert all(line.split()[1] == "root/root" for line in listed)
    assert not [line for line in listed if "s" in line[:10]], "a program with another's rights"

    locked = set(re.findall(r"^([\w.-]+==\S+)", (ROOT / "requirements.lock").read_text(), re.M))
    packed = re.findall(rf"^{PLACE}/([\w.]+)-([^-/]+)\.dist-info/METADATA$", "\n".join(files), re.M)
    versions = {f"{name.lower().replace('_', '-').replace('.', '-')}=={at}" for name, at in packed}
    assert len(versions) > 30
    (own,) = {one for one in versions if one.startswith("lantern-eyes==")}
    assert versions - {own} <= locked
    assert run("dpkg-deb", "--field", package, "Version").strip() == own.partition("==")[2]
    (wheel,) = (package.parent / "wheels").glob("lantern_eyes-*.whl")
    with zipfile.ZipFile(wheel) as opened:
        (about,) = (name for name in opened.namelist() if name.endswith("/METADATA"))
        asked = re.findall("^Requires-Dist: (.*)$", opened.read(about).decode(), re.M)
    pins = {
        f"{canonicalize_name(one.name)}{one.specifier}"
        for one in map(Requirement, asked)
        if one.marker and str(one.marker) == 'sys_platform == "linux"'
    }
    assert pins == versions - {own}
    bill = json.loads(run("sh", "-c", BILL, "sh", package))
    assert bill["bomFormat"] == "CycloneDX"
    parts = [bill["metadata"]["component"], *bill["components"]]
    assert sorted(f"{one['name']}=={one['version']}" for one in parts) == sorted(versions)
    assert all(one["licenses"] for one in parts)
    sums = {hashlib.sha256(one.read_bytes()).hexdigest() for one in wheel.parent.glob("*.whl")}
    assert {one["hashes"][0]["content"] for one in parts} == sums


def test_a_release_has_the_same_files_wherever_it_is_built(tmp_path: Path) -> None:
    clone = tmp_path / "elsewhere"
    run("git", "clone", "--quiet", ROOT, clone)
    run(ROOT / ".ci" / "release")
    run(clone / ".ci" / "release", env={**os.environ, "TZ": "Asia/Tokyo"})
    here, elsewhere = (one / "dist" / "release" for one in (ROOT, clone))
    sums = (here / "SHA256SUMS").read_text()
    assert sums == (elsewhere / "SHA256SUMS").read_text()
    run("sh", "-c", 'cd "$1" && sha256sum --check --strict SHA256SUMS', "sh", elsewhere)
    named = {line.split()[1] for line in sums.splitlines()}
    assert named | {"SHA256SUMS"} == {path.name for path in here.iterdir()}
    (source,) = here.glob("lantern_eyes-*.tar.gz")
    assert named - {source.name} == {
        path.name for kind in ("lantern_*.deb", "lantern_eyes-*.whl") for path in here.glob(kind)
    }
    with tarfile.open(source) as opened:
        held = {name.partition("/")[2] for name in opened.getnames()}
    assert shipped() <= held


def test_the_debian_package_works_without_a_network_and_leaves_nothing_but_what_is_the_users(
    package: Path, system: System, pulse: PulseServer
) -> None:
    system.apt("satisfy", run("dpkg-deb", "--field", package, "Depends").strip(), network=True)
    before = system.files()

    system.apt("install", system.hold(package))
    assert describe(system, f"/{SAMPLES}/cat.jpg").startswith("A cat")
    assert seconds_heard(system, pulse, describe(system, f"/{SAMPLES}/coffee.jpg")) > HEARD
    checks = system.run("lantern", "doctor", "--json").stdout.splitlines()
    parts = {one["part"]: one for one in map(json.loads, checks)}
    for part in ("settings", "voice", "sound", "recogniser", "model embedded", "reading"):
        assert parts[part]["ok"], parts[part]
    named = system.run("grep", "-rl", "lantern-deb[.]", "/usr/lib/lantern")
    assert (named.stdout, named.returncode) == ("", 1), "where it was built"
    # Python would write compiled files, which dpkg does not know.
    system.does("lantern", "read", f"/{SAMPLES}/letter.jpg", user="root")
    settings = f"{HOME}/.config/lantern/config.toml"
    write = f"mkdir -p {HOME}/.config/lantern && echo '[voice]\nrate = 300' >{settings}"
    system.does("sh", "-c", write)

    system.apt("purge", "lantern")
    assert system.run("lantern", "--help").returncode == 127
    run(*AS_ROOT, "rm", system.root / "mnt" / package.name)
    assert system.files() == before
    assert "rate = 300" in system.does("cat", settings)


def test_lantern_is_found_and_started_like_other_programs(package: Path, system: System) -> None:
    held = system.hold(package)
    shells = ("bash-completion", "fish", "man-db", "zsh")
    checks = ("appstream", "desktop-file-utils", "lintian", "python3-gi")
    # Every desktop has a terminal, without which it would not show the entry.
    system.apt("install", held, *shells, *checks, "xterm", network=True)

    assert "describe photos" in system.does("man", "lantern")
    for language, words in (("de", "Fotos beschreiben"), ("es", "describir fotos")):
        assert words in system.does("man", f"/usr/share/man/{language}/man1/lantern.1.gz")
    for shell, script in COMPLETED.items():
        assert "describe-clipboard" in system.does(shell, "-c", script), shell

    system.does("desktop-file-validate", "/usr/share/applications/lantern.desktop")
    # It has no page of its own in the web yet, whose address would also be its identifier.
    pageless = "--override=url-homepage-missing=info,cid-desktopapp-is-not-rdns=info"
    about = "/usr/share/metainfo/lantern.metainfo.xml"
    system.does("appstreamcli", "validate", "--no-net", pageless, about)
    system.does("lintian", "--fail-on", "error", held)

    settings = f"[camera]\nsource = '/{SAMPLES}/cat.jpg'\n"
    write = (
        f'mkdir -p {HOME}/.config/lantern && echo "{settings}" >{HOME}/.config/lantern/config.toml'
    )
    system.does("sh", "-c", write)
    actions, spoken, *pressed = system.does(
        "timeout", "120", "python3", "-c", FROM_THE_MENU
    ).splitlines()
    assert actions == "run describe read stop"
    assert spoken.startswith("A cat")
    assert pressed == ["read", "stop"]


def test_pipx_installs_lantern_which_asks_for_what_is_missing(
    package: Path, system: System, pulse: PulseServer, tmp_path: Path
) -> None:
    system.apt("install", "pipx", network=True)
    # pipx renews pip first.
    locked = dict(
        re.findall(r"^(pip|setuptools)==(\S+)", (ROOT / "requirements.lock").read_text(), re.M)
    )
    wanted = [f"{name}=={version}" for name, version in locked.items()]
    wheels = tmp_path / "wheels"
    run(sys.executable, "-m", "pip", "download", "--no-deps", "--dest", wheels, *wanted)
    held = [
        system.hold(path) for path in (*wheels.iterdir(), *(package.parent / "wheels").iterdir())
    ]
    (own,) = (path for path in held if "/lantern_eyes-" in path)
    found = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "/mnt"}
    system.does("pipx", "install", own, env=found)
    cat = f"{HOME}/{PIPX}/assistant/cli/samples/cat.jpg"
    assert describe(system, cat).startswith("A cat")

    left = {"espeak-ng", "libportaudio2", "libasound2-plugins"}
    while left:
        with pulse.recording() as recording:
            start = time.monotonic()
            said = system.run("lantern", "say", "Good morning.")
            heard = len(recording.loud_times(start, recording.wait_quiet())) > 0
        assert said.returncode == 1
        assert said.stderr.count("\n") == 1
        # Which of two is named first is open. espeak-ng needs neither of the others.
        (missing,) = (one for one in left if one in said.stderr)
        assert heard == ("espeak-ng" not in left)
        left.remove(missing)
        system.apt("install", missing, network=True)
    assert seconds_heard(system, pulse, "Good morning.") > HEARD

    system.does("pipx", "uninstall", "lantern-eyes")
    assert system.run("lantern", "--help").returncode == 127

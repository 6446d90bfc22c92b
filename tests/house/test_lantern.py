"""The script `lantern`, in a checkout of its own with a program that tells how it was called."""

import functools
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import threading
import time
import zipfile
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import metadata
from pathlib import Path

import pytest

from models.embedded.files import sum_of

ROOT = Path(__file__).parents[2]
SENTENCES = Path("assistant", "saying", "set_up.tsv")
PROGRAM = "import os, sys\nprint('called:', sys.argv[1:], 'in', os.getcwd())\nsys.exit(7)\n"


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder from which pip installs itself and setuptools without a network."""
    folder = tmp_path_factory.mktemp("wheels")
    for name in ("pip", "setuptools"):
        installed = metadata.distribution(name)
        with zipfile.ZipFile(folder / f"{name}-{installed.version}-py3-none-any.whl", "w") as wheel:
            for file in installed.files or ():
                if ".." not in file.parts and file.suffix != ".pyc":
                    wheel.write(str(file.locate()), str(file))
    return folder


def pin(wheel: Path) -> str:
    """The line of a wheel in the lock."""
    name, version, *_ = wheel.name.removesuffix(".tar.gz").split("-")
    return f"{name.replace('_', '-')}=={version} --hash=sha256:{sum_of(wheel)}\n"


def tiny_wheel(folder: Path, name: str) -> Path:
    """A package with one empty module."""
    folder.mkdir(parents=True, exist_ok=True)
    wheel = folder / f"{name}-1-py3-none-any.whl"
    about = f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: 1\n"
    kind = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    with zipfile.ZipFile(wheel, "w") as file:
        file.writestr(f"{name}.py", "")
        for part, text in {"METADATA": about, "WHEEL": kind, "RECORD": ""}.items():
            file.writestr(f"{name}-1.dist-info/{part}", text)
    return wheel


class Checkout:
    """A checkout in a folder with a space, whose set-up needs no network."""

    def __init__(self, root: Path, wheels: Path) -> None:
        self.root = root
        self.wheels = wheels
        (root / "assistant" / "saying").mkdir(parents=True)
        shutil.copy2(ROOT / "lantern", root)
        shutil.copy2(ROOT / SENTENCES, root / SENTENCES)
        (root / "assistant" / "__init__.py").touch()
        (root / "assistant" / "__main__.py").write_text(PROGRAM)
        (root / "pyproject.toml").write_text(
            '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'
            '[project]\nname = "lantern-trial"\nversion = "1"\n'
            '[dependency-groups]\ntest = ["pytest"]\ntrain = []\n'
            '[tool.setuptools]\npackages = ["assistant"]\n'
        )
        self.lock = root / "requirements.lock"
        self.lock.write_text("".join(pin(wheel) for wheel in sorted(wheels.iterdir())))
        self.settings: dict[str, str] = {}
        """Of pip, in the environment."""

    def start(
        self, *arguments: str, cwd: Path | None = None, path: str = ""
    ) -> subprocess.Popen[str]:
        """Call the script, in a process group of its own."""
        environment = {**os.environ, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels)}
        environment |= self.settings
        if path:
            environment["PATH"] = path
        return subprocess.Popen(
            arguments,
            cwd=cwd or self.root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def call(
        self, *arguments: str, cwd: Path | None = None, path: str = ""
    ) -> tuple[int, str, str]:
        """Call the script: exit code, stdout, stderr."""
        with self.start(*arguments, cwd=cwd, path=path) as process:
            out, error = process.communicate(timeout=300)
        return process.returncode, out, error

    @property
    def script(self) -> str:
        """Its absolute path."""
        return str(self.root / "lantern")


@pytest.fixture
def checkout(tmp_path: Path, wheels: Path) -> Checkout:
    return Checkout(tmp_path / "a checkout", wheels)


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A package index on loopback with one package: its address, and that package's file."""
    wheel = tiny_wheel(tmp_path / "mirror" / "simple" / "lantern-part", "lantern_part")
    (wheel.parent / "index.html").write_text(f'<a href="{wheel.name}">{wheel.name}</a>')
    serve = functools.partial(SimpleHTTPRequestHandler, directory=str(tmp_path / "mirror"))
    with ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/simple", wheel
        server.shutdown()
        thread.join()


def refuse_altered(checkout: Checkout, wheels: Path, address: str, wheel: Path) -> None:
    """Ask for the mirror's package, altered first: it is refused by name, whatever pip's settings.

    At last it is set up as it should be.
    """
    checkout.lock.write_text("".join(map(pin, [*sorted(wheels.iterdir()), wheel])))
    checkout.wheels = wheels
    project = checkout.root / "pyproject.toml"
    wanted = '[project]\ndependencies = ["lantern-part"]'
    project.write_text(project.read_text().replace("[project]", wanted, 1))
    right = wheel.read_bytes()
    with zipfile.ZipFile(wheel, "a") as file:
        file.writestr("lantern_more.py", "raise SystemExit('altered')")
    requirements = wheel.with_name("requirements.txt")
    requirements.write_text(pin(wheel))
    settings = wheel.with_name("pip.conf")
    settings.write_text("[install]\nrequire-hashes = false\n")
    own = {"PIP_NO_INDEX": "0", "PIP_INDEX_URL": address}
    checkout.settings = own | {"PIP_CONFIG_FILE": str(settings), "PIP_REQUIRE_HASHES": "0"}
    checkout.settings |= dict.fromkeys(("PIP_REQUIREMENT", "PIP_CONSTRAINT"), str(requirements))
    switches = "PIP_NO_REQUIRE_HASHES", "PIP_NO_DEPS", "PIP_DRY_RUN"
    checkout.settings |= dict.fromkeys(switches, "1")
    code, out, error = checkout.call("./lantern", "run")
    assert (code, out) == (1, ""), error
    assert f"{wheel.name} is not the file that Lantern was tested with" in error
    assert not list(checkout.root.glob(".venv/lib/*/site-packages/lantern_more.py"))
    wheel.write_bytes(right)
    checkout.settings = own
    assert checkout.call("./lantern", "run")[0] == 7


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_sets_up_once_then_starts_without_a_network(
    checkout: Checkout, wheels: Path, mirror: tuple[str, Path], tmp_path: Path
) -> None:
    link = tmp_path / "somewhere" / "lamp"
    link.parent.mkdir()
    link.symlink_to(checkout.script)

    code, out, error = checkout.call(str(link), "demo", "two words", cwd=link.parent)
    assert (code, out) == (7, f"called: ['demo', 'two words'] in {link.parent}\n"), error
    assert "Lantern is set up." in error

    checkout.wheels = tmp_path / "no wheels"
    assert checkout.call("./lantern", "run") == (7, f"called: ['run'] in {checkout.root}\n", "")

    # What the tests need cannot be had now, and everything else stays as it is.
    with_apt = f"{stubs(tmp_path / 'apt', {'apt-get': 'exit 100'})}:{os.environ['PATH']}"
    code, out, error = checkout.call("./lantern", "test", path=with_apt)
    assert (code, out) == (1, "")
    assert "Check the internet connection" in error
    unfinished = checkout.root / ".venv-unfinished"
    assert not unfinished.exists()
    for cut_off in (False, True):
        if cut_off:
            unfinished.touch()
        assert checkout.call("./lantern", "run")[0] == 7
    unfinished.unlink()

    # Another lock is another set-up, and this one cannot succeed.
    checkout.lock.write_text(checkout.lock.read_text() + "numpy==0\nsetuptools==0\n")
    code, out, error = checkout.call("./lantern", "run")
    assert (code, out) == (1, "")
    assert "Check the internet connection" in error
    assert not unfinished.exists()

    refuse_altered(checkout, wheels, *mirror)


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_system_packages_that_failed_are_told_until_they_are_there(
    checkout: Checkout, tmp_path: Path
) -> None:
    path = tools(tmp_path / "bin", "id")
    asked = tmp_path / "asked"
    python = Path(sys.executable).resolve()
    scripts = {
        "id": "echo 1000",
        "python3": f'exec {python} "$@"',
        "sudo": f"""printf '%s\\n' "$*" >>'{asked}'; exec "$@" """,
        "apt-get": "exit 100",
    }
    stubs(tmp_path / "bin", scripts)

    code, _, error = checkout.call("./lantern", "run", path=path)
    assert code == 7, error
    assert "so sound may not work. Type: sudo apt-get install " in error

    # No start may wait for a password, for apt or for the network.
    asked.unlink()
    code, _, error = checkout.call("./lantern", "run", path=path)
    assert code == 7, error
    assert "Type: sudo apt-get install " in error
    assert "espeak-ng" in error
    assert not asked.exists()

    stubs(tmp_path / "bin", {"espeak-ng": "exit 0"})
    assert checkout.call("./lantern", "run", path=path)[::2] == (7, "")
    assert not (checkout.root / ".venv" / "refused").exists()
    assert not asked.exists()


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_killed_set_up_heals(checkout: Checkout) -> None:
    process = checkout.start("./lantern", "demo")
    assert process.stderr is not None
    assert "Setting up" in process.stderr.readline()
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    code, _, error = checkout.call("./lantern", "demo")
    assert code == 7, error

    # Killed later: part of the packages is there, and nothing tells which.
    (checkout.root / ".venv-unfinished").touch()
    (checkout.root / ".venv" / "ready-run").unlink()
    shutil.rmtree(next((checkout.root / ".venv").glob("lib/*/site-packages/pip/_internal")))
    code, _, error = checkout.call("./lantern", "demo")
    assert code == 7, error
    assert "set up" in error


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_second_call_waits_for_the_first(checkout: Checkout) -> None:
    both = [checkout.start("./lantern", str(number)) for number in range(2)]
    results = [process.communicate(timeout=300) for process in both]
    assert [process.returncode for process in both] == [7, 7], results
    for sentence in ("Lantern is set up.", "Lantern is already being set up."):
        assert sorted(sentence in error for _, error in results) == [False, True]


def test_every_python_of_the_script_is_isolated() -> None:
    script = (ROOT / "lantern").read_text()
    switches = re.findall(r'(?:\$name"|\$python"|bin/python"|bin/python3.13) (-\w+)', script)
    assert len(switches) > 8
    assert {*switches} == {"-I"}


def sdist(folder: Path, name: str, ran: Path) -> Path:
    """Version 2 of a package, which says so when it is built."""
    archive = folder / f"{name}-2.tar.gz"
    setup = f"open({str(ran)!r}, 'a').write({name!r})\nimport setuptools\nsetuptools.setup()\n"
    with tarfile.open(archive, "w:gz") as file:
        for part, text in {"setup.py": setup, "PKG-INFO": f"Name: {name}\nVersion: 2\n"}.items():
            entry = tarfile.TarInfo(f"{name}-2/{part}")
            entry.size = len(text)
            file.addfile(entry, io.BytesIO(text.encode()))
    return archive


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_set_up_runs_nothing_of_the_current_folder_and_builds_no_torch(
    checkout: Checkout, wheels: Path, tmp_path: Path
) -> None:
    ran, parts, here = tmp_path / "ran", tmp_path / "parts", tmp_path / "here"
    here.mkdir()
    for name in {*sys.stdlib_module_names, "pip", "pytest", "assistant"} - {"encodings"}:
        (here / f"{name}.py").write_text(f"open({str(ran)!r}, 'a').write({name!r} + ' ')")
    for name in ("torch", "torchvision", "pytest"):
        tiny_wheel(parts, name)
    for wheel in wheels.iterdir():
        shutil.copy(wheel, parts)
    checkout.lock.write_text("".join(map(pin, sorted(parts.iterdir()))))
    checkout.wheels = parts
    relative = f":.:{os.path.relpath(here, checkout.root)}"
    checkout.settings = {"PYTHONPATH": relative, "PIP_CONFIG_FILE": os.devnull}
    apt = stubs(tmp_path / "bin", {"apt-get": "exit 100", "espeak-ng": "exit 0"})
    path = f"{apt}:{os.environ['PATH']}"
    for command, code in (("run", 7), ("test", 0)):
        done = checkout.call(checkout.script, command, cwd=here, path=path)
        assert not ran.exists(), ran.read_text()
        assert done[0] == code, done
    assert "torch==1" in (checkout.root / ".venv" / "torch.txt").read_text()

    # A newer torch has no wheel.
    for wheel in parts.glob("torch-*"):
        wheel.unlink()
    sdist(parts, "torch", ran)
    checkout.lock.write_text("".join(map(pin, sorted(parts.iterdir()))))
    _, _, error = checkout.call(checkout.script, "test", cwd=here, path=path)
    assert not ran.exists()
    assert "its tests are skipped" in error


def tools(folder: Path, *left_out: str) -> str:
    """A PATH with only the tools that every Debian has."""
    folder.mkdir()
    names = "sh awk cat cksum dirname env flock grep id readlink rm sed timeout touch"
    for name in {*names.split()} - {*left_out}:
        found = shutil.which(name)
        assert found, f"{name} is not on this machine"
        (folder / name).symlink_to(found)
    return str(folder)


def stubs(folder: Path, scripts: dict[str, str]) -> Path:
    """Put tools that do what the test wants into a folder."""
    folder.mkdir(exist_ok=True)
    for name, script in scripts.items():
        tool = folder / name
        tool.write_text(f"#!/bin/sh\n{script}\n")
        tool.chmod(0o755)
    return folder


@pytest.mark.program
def test_without_python_says_what_to_do_on_stderr_and_aloud(
    checkout: Checkout, tmp_path: Path
) -> None:
    path = tools(tmp_path / "bin")
    stubs(tmp_path / "bin", {"espeak-ng": f"exec cat >'{tmp_path}/spoken'"})
    code, out, error = checkout.call("./lantern", "demo", path=path)
    assert (code, out) == (1, "")
    assert "python3 python3-venv" in error
    needed = "Lantern needs Python 3.11 to 3.14. Install the package python3, then try again.\n"
    assert error.endswith(needed)
    assert (tmp_path / "spoken").read_text() == needed


@pytest.mark.program
@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ({"LANG": "de_DE.UTF-8"}, "Lantern braucht Python 3.11 bis 3.14."),
        ({"LANGUAGE": "fr:es:de", "LANG": "C"}, "Lantern necesita Python 3.11 a 3.14."),
        ({"LC_ALL": "fr_FR.UTF-8", "LANG": "de_DE.UTF-8"}, "Lantern needs Python 3.11 to"),
    ],
)
def test_set_up_speaks_the_language_of_the_system(
    checkout: Checkout, tmp_path: Path, locale: dict[str, str], said: str
) -> None:
    path = tools(tmp_path / "bin")
    stubs(
        tmp_path / "bin",
        {"espeak-ng": f"echo \"$@\" >'{tmp_path}/voice'; cat >'{tmp_path}/spoken'"},
    )
    checkout.settings = {"LANGUAGE": "", "LC_ALL": "", "LC_MESSAGES": "", **locale}
    code, _, error = checkout.call("./lantern", "demo", path=path)
    assert code == 1
    assert said in error
    assert (tmp_path / "spoken").read_text() in error
    assert said in (tmp_path / "spoken").read_text()
    language = {"Lantern b": "de", "Lantern nec": "es"}
    wanted = next((code for start, code in language.items() if said.startswith(start)), "en")
    assert (tmp_path / "voice").read_text() == f"-v {wanted}\n"


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_set_up_says_each_quarter_aloud(checkout: Checkout, wheels: Path, tmp_path: Path) -> None:
    names = [f"lantern_part_{letter}" for letter in "abcdefg"]
    parts = [tiny_wheel(tmp_path / "parts", name) for name in names]
    for wheel in wheels.iterdir():
        shutil.copy(wheel, tmp_path / "parts")
    pins = map(pin, [*sorted(wheels.iterdir()), *parts])
    checkout.lock.write_text(f"# Without extras: {len(parts)} packages.\n" + "".join(pins))
    checkout.wheels = tmp_path / "parts"
    project = checkout.root / "pyproject.toml"
    wanted = f"[project]\ndependencies = {[name.replace('_', '-') for name in names]}"
    project.write_text(project.read_text().replace("[project]", wanted, 1))
    # The last quarter takes longer to say than what is left of set-up; ticks have no words.
    slowly = (
        "said=$(cat); case $said in T*) sleep 12 ;; esac; "
        f'[ -z "$said" ] || echo "$said" >>\'{tmp_path}/spoken\''
    )
    voice = stubs(tmp_path / "bin", {"espeak-ng": slowly})
    checkout.settings = dict.fromkeys(("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"), "")
    code, _, error = checkout.call("./lantern", "run", path=f"{voice}:{os.environ['PATH']}")
    assert code == 7, error
    assert (tmp_path / "spoken").read_text().splitlines() == [
        "Setting up Lantern. This takes a few minutes and needs the internet, only this once.",
        "A quarter is done.",
        "Half is done.",
        "Three quarters are done.",
        "Lantern is set up.",
    ]


@pytest.mark.slow
def test_set_up_ticks_until_it_ends(checkout: Checkout, tmp_path: Path) -> None:
    path, voice = tools(tmp_path / "bin"), tmp_path / "voice"
    (tmp_path / "bin" / "sleep").symlink_to(str(shutil.which("sleep")))
    scripts = {
        "sudo": 'exec "$@"',
        "apt-get": 'case "$*" in *install*) sleep 10 ;; esac',
        "espeak-ng": f"echo \"$@\" >>'{voice}'",
    }
    stubs(tmp_path / "bin", scripts)
    code, _, error = checkout.call("./lantern", "demo", path=path)
    assert code == 1, error
    ticks = voice.read_text().count("[[k]]")
    assert 1 <= ticks <= 2
    time.sleep(5)
    assert voice.read_text().count("[[k]]") == ticks

    voice.unlink()
    checkout.settings = {"ACCESSIBLE": "1"}
    assert checkout.call("./lantern", "demo", path=path)[0] == 1
    assert not voice.exists()


def test_every_sentence_of_set_up_is_translated() -> None:
    script = (ROOT / "lantern").read_text()
    said = set(re.findall(r"\b(?:note|tell|fail) \"([^\"$][^\"]*)\"", script)) - {"%s"}
    said.add(re.findall("^START='(.*)'$", script, re.MULTILINE)[0])
    of_tests = {one for one in said if "torch" in one}
    languages, *rows = (line.split("\t") for line in (ROOT / SENTENCES).read_text().splitlines())
    assert languages == ["en", "de", "es"]
    assert {row[0] for row in rows} == said - of_tests
    for english, *others in rows:
        assert [one.count("%s") for one in others] == [english.count("%s")] * 2, english


@pytest.mark.program
def test_asks_the_administrator_only_for_what_is_missing(
    checkout: Checkout, tmp_path: Path
) -> None:
    path = tools(tmp_path / "bin", "id")
    asked = tmp_path / "asked"
    scripts = {
        "id": "echo 1000",
        "sudo": f'echo sudo "$@" >>\'{asked}\'; exec "$@"',
        # One repository that is broken leaves the others as they are.
        "apt-get": 'case "$*" in *update) exit 100 ;; esac',
        "espeak-ng": "exit 0",
    }
    stubs(tmp_path / "bin", scripts)
    code, _, error = checkout.call("./lantern", "demo", path=path)
    assert code == 1
    update, install = asked.read_text().splitlines()
    assert update == "sudo apt-get -qq update"
    assert "python3 python3-venv" in install
    assert "espeak-ng" not in install
    assert "You may be asked for your password." in error


@pytest.mark.program
def test_a_disk_that_locks_no_files_is_not_waited_for(checkout: Checkout, tmp_path: Path) -> None:
    path = tools(tmp_path / "bin", "flock")
    stubs(tmp_path / "bin", {"flock": "echo no locks available >&2; exit 65"})
    code, _, error = checkout.call("./lantern", "demo", path=path)
    assert code == 1
    assert "being set up" not in error
    assert "no locks" not in error
    assert error.endswith("Install the package python3, then try again.\n")


@pytest.mark.program
def test_a_folder_that_may_not_be_written_is_named(checkout: Checkout) -> None:
    for folder in checkout.root.parents:
        # pytest keeps its folders to their owner; how deep they lie differs with its workers.
        if "pytest-of-" in str(folder):
            folder.chmod(0o755)
    checkout.root.chmod(0o555)
    # Root may write everywhere, so that it has to be somebody else.
    nobody = 65534 if os.getuid() == 0 else None
    result = subprocess.run(
        [checkout.script, "demo"],
        capture_output=True,
        text=True,
        timeout=240,
        user=nobody,
        group=nobody,
    )
    checkout.root.chmod(0o755)
    assert result.returncode == 1
    assert f"can't write to its folder, {checkout.root}. Make" in result.stderr

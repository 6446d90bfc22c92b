"""What is shipped: the lock, the sizes, and a wheel that works outside of a checkout."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import cv2
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.kit.imports import imported
from tests.kit.program import write_weights

ROOT = Path(__file__).parents[2]
MEGABYTE = 1_000_000
SETTINGS = ROOT / "config.toml"
WEIGHTS = Path("models", "embedded", "weights")


def shipped() -> list[Path]:
    """The files that git keeps, or will keep, relative to the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [Path(name) for name in listed.split("\0") if name and (ROOT / name).exists()]


def what_is_asked_for() -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The project, and the packages of its extras and its groups."""
    found = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return found["project"], found["project"]["optional-dependencies"] | found["dependency-groups"]


def test_the_lock_pins_all_that_is_asked_for() -> None:
    project, optional = what_is_asked_for()
    pins = {}
    for line in (ROOT / "requirements.lock").read_text().splitlines():
        if not line.startswith("#"):
            package, *sums = line.split()
            name, version = package.split("==")
            pins[name] = version
            assert sums, f"{name} has no checksums: run .ci/lock"
            assert all(re.fullmatch("--hash=sha256:[0-9a-f]{64}", one) for one in sums)
    for text in sum(optional.values(), project["dependencies"]):
        wanted = Requirement(text)
        elsewhere = wanted.marker and not wanted.marker.evaluate({"sys_platform": "linux"})
        if wanted.name == project["name"] or elsewhere:
            continue
        pin = pins.get(canonicalize_name(wanted.name))
        assert pin, f"{wanted.name} is not in requirements.lock: run .ci/lock"
        assert wanted.specifier.contains(pin), f"{wanted} is not what is pinned: run .ci/lock"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("folder", "kinds"),
    [
        ("assistant", []),
        ("models/embedded", []),
        ("models/hub", ["hub", "train"]),
        ("models/remote", ["llama"]),
        ("models/training", ["train"]),
        ("desktop", ["test"]),
        ("tests", ["train", "test", "hub"]),
    ],
)
def test_what_is_imported_is_asked_for(folder: str, kinds: list[str]) -> None:
    project, optional = what_is_asked_for()
    texts = [*project["dependencies"], *(text for kind in kinds for text in optional[kind])]
    wanted = {canonicalize_name(Requirement(text).name) for text in texts}
    givers = metadata.packages_distributions()
    own = {*sys.stdlib_module_names, "assistant", "benchmarks", "models", "tests"}
    names = {
        name.partition(".")[0] for path in (ROOT / folder).rglob("*.py") for name in imported(path)
    }
    missing = {
        name
        for name in names - own
        if not wanted & {canonicalize_name(giver) for giver in givers.get(name, [name])}
    }
    assert not missing, "not in pyproject.toml"


def test_the_newest_version_is_named_alike_everywhere() -> None:
    found = re.search(r"^## \[(.+)\] - (.+)$", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert found is not None
    version, date = found.groups()
    assert what_is_asked_for()[0]["version"] == version
    cited = (ROOT / "CITATION.cff").read_text()
    assert f"\nversion: {version}\ndate-released: {date}\n" in cited
    about = (ROOT / "desktop" / "lantern.metainfo.xml").read_text()
    assert f'<releases>\n    <release version="{version}" date="{date}"/>' in about


def test_the_default_install_has_no_torch() -> None:
    project, _ = what_is_asked_for()
    assert not [text for text in project["dependencies"] if re.match("torch|transformers", text)]


@pytest.mark.program
def test_the_repository_stays_small() -> None:
    sizes = {path: (ROOT / path).stat().st_size for path in shipped()}
    assert max(sizes.values()) <= 95 * MEGABYTE, max(sizes, key=lambda path: sizes[path])
    assert sum(sizes.values()) <= 150 * MEGABYTE


def test_every_sample_is_a_small_photo_with_source_and_licence() -> None:
    samples = ROOT / "assistant" / "cli" / "samples"
    photos = sorted(samples.glob("*.jpg"))
    assert len(photos) >= 12
    lines = (samples / "SOURCES.md").read_text().splitlines()
    for path in photos:
        photo = cv2.imread(str(path))
        assert photo is not None
        assert 250 <= min(photo.shape[:2]) <= 480
        assert path.stat().st_size <= 65_000
        (line,) = (line for line in lines if line.startswith(f"- `{path.name}`: "))
        assert re.search("CC0|Creative Commons|public domain|Apache License", line), line


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, made from the source distribution as an index would have it."""
    work = tmp_path_factory.mktemp("wheel")
    for path in shipped():
        (work / "tree" / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, work / "tree" / path)
    # To pack what ships takes half a minute; the tiny model's files have the same names.
    write_weights(work / "tree" / WEIGHTS)
    build = "from setuptools import build_meta; print(build_meta.build_{}({!r}))"
    run(sys.executable, "-c", build.format("sdist", str(work)), cwd=work / "tree")
    (source,) = work.glob("*.tar.gz")
    shutil.unpack_archive(source, work, filter="data")
    unpacked = work / source.name.removesuffix(".tar.gz")
    run(sys.executable, "-c", build.format("wheel", str(work)), cwd=unpacked)
    (made,) = work.glob("*.whl")
    return made


def run(*command: str, cwd: Path) -> str:
    result = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_wheel_works_outside_of_the_checkout(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "fresh"), cwd=tmp_path)
    python = str(tmp_path / "fresh" / "bin" / "python")
    install = ("install", "--no-index", "--no-deps", "--quiet", str(wheel))
    run(sys.executable, "-m", "pip", "--python", python, *install, cwd=tmp_path)
    packages = Path(
        run(
            python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path
        ).rstrip("\n")
    )
    # The dependencies come from here; a path in a .pth file is taken without its own .pth files,
    # so the checkout itself is not among them.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")

    for path in shipped():
        if path.parts[0] in {"assistant", "models"} and path.parts[1] != "training":
            assert (packages / path).exists(), f"{path} is not in the wheel"
    assert (
        packages / "assistant" / "settings" / "config.toml"
    ).read_bytes() == SETTINGS.read_bytes()
    for left_out in ("tests", "benchmarks", Path("models", "training")):
        assert not (packages / left_out).exists(), f"{left_out} is in the wheel"

    lantern = str(tmp_path / "fresh" / "bin" / "lantern")
    shown = run(lantern, "--help", cwd=tmp_path)
    assert "describe" in shown
    assert "Example: lantern run" in shown
    photo = packages / "assistant" / "cli" / "samples" / "coffee.jpg"
    (described,) = run(lantern, "describe", str(photo), "--json", cwd=tmp_path).splitlines()
    assert json.loads(described)["spoken"]
    refused = subprocess.run([lantern, "models", "use", "other"], capture_output=True, text=True)
    assert refused.stderr == "There is no model other. Type: lantern models list\n"
    assert not list(Path(os.environ["XDG_RUNTIME_DIR"]).iterdir())

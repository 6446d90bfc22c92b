"""The checks of style and types, so that one command runs all there is to run."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.program

ROOT = Path(__file__).parents[2]
SCRIPTS = ["lantern", ".ci/run", ".ci/lock", ".ci/deb", ".ci/release"]
TYPED = ["assistant", "models", "tests", "benchmarks", "desktop"]

FOREIGN = {
    "a path of one machine": r"/(work|root)/",
    "a host of packages": r"pypi[.]org|pythonhosted[.]org|download[.]pytorch",
    "unfinished work": r"TO[D]O|FIX[M]E|NotImplemented[E]rror",
}
"""What no file may hold; the patterns do not match themselves."""


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def check(*command: str) -> None:
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=500)
    assert result.returncode == 0, result.stdout + result.stderr


def test_ruff_finds_nothing() -> None:
    check(sys.executable, "-m", "ruff", "check", "--no-cache", ".")


def test_the_code_is_formatted() -> None:
    check(sys.executable, "-m", "ruff", "format", "--no-cache", "--check", ".")


@pytest.mark.slow
@pytest.mark.timeout(500)
def test_the_types_are_right() -> None:
    pytest.importorskip("torch", reason="models/training is typed against torch")
    check(sys.executable, "-m", "mypy", *TYPED)


def test_the_shell_scripts_are_clean() -> None:
    check("shellcheck", *SCRIPTS)


def test_a_reason_stands_beside_what_is_not_to_be_checked() -> None:
    code = [path for path in tracked() if path.suffix == ".py" and path != Path(__file__)]
    bare = re.compile(r"# (type: ignore|noqa)(?!(\[[\w,-]+\]|: \w+) +[#-] \w).*")
    found = {str(path): bare.search(path.read_text()) for path in code}
    assert not {path: one[0] for path, one in found.items() if one}


@pytest.mark.parametrize("kind", FOREIGN)
def test_no_file_holds(kind: str) -> None:
    texts = [
        path
        for path in tracked()
        if path.suffix in {".py", ".md", ".toml", ".yaml", ".lock", ".txt", ""}
    ]
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in texts
        if path.name != "LICENSE"
        for match in re.finditer(FOREIGN[kind], path.read_text())
    ]
    assert not found

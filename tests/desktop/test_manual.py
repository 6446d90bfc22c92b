"""The manual pages and the shell completions."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.program

ROOT = Path(__file__).parents[2]
COMPLETE = """
. "$1"
COMP_WORDS=(lantern "$2" "$3") COMP_CWORD=2
_shtab_lantern lantern "$3" "$2"
echo "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="module")
def share(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that they are written to."""
    folder = tmp_path_factory.mktemp("share")
    command = [sys.executable, "desktop/manual.py", str(folder)]
    subprocess.run(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, check=True, timeout=60)
    return folder


def test_the_manual_names_every_command_in_each_language(share: Path) -> None:
    for folder, words in {
        "man": "say a text aloud",
        "man/de": "einen Text laut vorlesen",
        "man/es": "decir un texto en voz alta",
    }.items():
        text = (share / folder / "man1" / "lantern.1").read_text()
        assert words in text
        assert "lantern find cup" in text, "the example"


@pytest.mark.parametrize(
    ("command", "begun", "completed"),
    [("trigger", "describe-c", "describe-clipboard"), ("read", "pyproj", "pyproject.toml")],
)
def test_bash_completes_actions_and_files(
    share: Path, command: str, begun: str, completed: str
) -> None:
    script = share / "bash-completion" / "completions" / "lantern"
    words = ["bash", "-c", COMPLETE, "bash", str(script), command, begun]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == f"{completed}\n"

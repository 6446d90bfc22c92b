"""The tutorials of CONTRIBUTING.md, followed literally."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(
    r"in `(?P<path>[\w/.]+)`(?: below `(?P<below>[^`]+)`)?:\n\n```\w+\n(?P<text>.*?)```", re.DOTALL
)
"""A code block, after the file that it belongs into and the line that it is put below."""


@dataclass(frozen=True, slots=True)
class Tutorial:
    """What a section asks for."""

    blocks: tuple[re.Match[str], ...]
    command: str

    @property
    def sources(self) -> list[str]:
        """The source files that it touches."""
        paths = {block["path"] for block in self.blocks}
        return sorted(one for one in paths if one.endswith(".py") and not one.startswith("tests/"))


def tutorial(heading: str) -> Tutorial:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    command = re.search(r"```sh\n\./lantern (.*)\n```", section)
    assert command is not None
    return Tutorial(tuple(BLOCK.finditer(section)), command[1])


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the repository, as far as a skill needs it."""
    shutil.copytree(
        ROOT / "assistant", tmp_path / "assistant", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name in ("models", "config.toml", "pyproject.toml"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def python(checkout: Path, *words: str) -> str:
    result = subprocess.run(
        [sys.executable, *words],
        cwd=checkout,
        env={"PYTHONPATH": str(checkout), "HOME": str(checkout), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.mark.program
def test_a_skill_is_added_as_the_tutorial_says(checkout: Path) -> None:
    skill = tutorial("Add a skill")
    assert len(skill.sources) <= 3
    for block in skill.blocks:
        path = checkout / block["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        if block["below"] is None:
            assert not path.exists()
            path.write_text(block["text"], encoding="utf-8")
        else:
            before, line, after = path.read_text(encoding="utf-8").partition(f"{block['below']}\n")
            assert line
            path.write_text(f"{before}{line}{block['text']}{after}", encoding="utf-8")
    (test,) = [block["path"] for block in skill.blocks if block["path"].startswith("tests/")]
    python(checkout, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", test)
    photo = checkout / "stripes.png"
    cv2.imwrite(str(photo), (np.indices((40, 40))[0] % 2 * 255).astype(np.uint8))
    words = skill.command.replace("PHOTO", str(photo)).split()
    assert python(checkout, "-m", "assistant", *words) == "Strong contrast.\n"
    shown = json.loads(python(checkout, "-m", "assistant", *words, "--json"))
    assert shown == {"photo": str(photo), "deviation": 127.5, "spoken": "Strong contrast."}
    program = (
        "from assistant.settings import config\n"
        "from tests.kit.talk import Talk, said\n"
        "print(config.defaults().keys['contrast'])\n"
        "(asked,) = Talk().say('How strong is the contrast?')\n"
        "print(asked.skill)\n"
        "print(said(Talk().say('What can you do?'))[-1])\n"
    )
    (checkout / "tests" / "kit").symlink_to(ROOT / "tests" / "kit")
    key, asked, can = python(checkout, "-c", program).splitlines()
    assert (key, asked) == ("(('x',),)", "contrast")
    assert "I say how strong the contrast is." in can
    assert "Strong contrast." in python(checkout, "-m", "tests.kit.catalogues")

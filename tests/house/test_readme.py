"""The README tells of the keys and commands that there are."""

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()

SPOKEN = {
    **{"+": "Plus", "-": "Minus", "/": "Slash", "q q": "q, twice"},
    **{way: f"{way.capitalize()} arrow" for way in ("up", "down", "left", "right")},
    **{"space": "Space", "enter": "Enter", "escape": "Escape"},
}
"""How the README names a key, where not by its own letter."""


def commands() -> list[str]:
    """Every call of lantern in the README, without its name."""
    return sorted({match.group(1) for match in re.finditer(r"[`/]lantern ([a-z][^`\n]*)`", README)})


def test_the_keys_are_those_of_the_settings() -> None:
    with (ROOT / "config.toml").open("rb") as file:
        keys = tomllib.load(file)["keys"]
    wanted = [" or ".join(SPOKEN.get(key, key) for key in names) for names in keys.values()]
    section = README.partition("## The keys\n")[2].partition("\n## ")[0]
    assert re.findall(r"^- ([^:]+):", section, re.MULTILINE) == wanted


def test_it_names_the_commands_to_start_with() -> None:
    assert {"demo", "run", "doctor", "test"} <= set(commands())


@pytest.mark.parametrize("command", [text for text in commands() if not text.startswith("test")])
def test_a_command_exists_with_its_options(command: str) -> None:
    words = shlex.split(command)
    names = [word for word in words[:2] if re.fullmatch("[a-z]+", word)]
    result = help_of(names)
    assert result.returncode == 0, result.stderr
    options = [word for word in words if word.startswith("-")]
    assert not [option for option in options if option not in result.stdout]


def help_of(names: list[str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assistant", *names, "--help"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240)


def test_every_file_that_it_names_is_there() -> None:
    named = set(re.findall(r"`((?:assistant|models|[.]ci|requirements|config)[\w./]*)`", README))
    assert named
    assert not [name for name in named if not (ROOT / name).exists()]


def test_it_is_for_listening() -> None:
    assert not re.search(r"^\s*\|", README, re.MULTILINE), "a table is hard to listen to"

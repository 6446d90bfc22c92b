"""The documentation names what there is, all of it, and its links lead somewhere."""

import contextlib
import functools
import io
import json
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.cli.main import main

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [*ROOT.glob("*.md"), *DOCS.glob("*.md")]
SAMPLES = ROOT / "assistant" / "cli" / "samples"

LONGEST_README = 120
"""Lines: somebody listens to it from the beginning."""

SPOKEN = {
    **{"+": "Plus", "-": "Minus", "/": "Slash", "q q": "q, twice"},
    **{way: f"{way.capitalize()} arrow" for way in ("up", "down", "left", "right")},
    **{"space": "Space", "enter": "Enter", "escape": "Escape"},
    **{"pageup": "Page Up", "pagedown": "Page Down", "home": "Home", "end": "End"},
}
"""How the README names a key, where not by its own letter."""

HELPERS = {
    *("command", "decoder_speed", "photos", "reading_labels"),
    *("quality_close", "quality_degradations", "quality_fitting", "quality_pictures"),
}
"""Modules of `benchmarks/` that others import and nobody runs."""

each_page = pytest.mark.parametrize(
    "page", PAGES, ids=[path.relative_to(ROOT).as_posix() for path in PAGES]
)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """The help is read as it is in English."""
    monkeypatch.setenv("LANGUAGE", "en")


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def every_page() -> str:
    return "\n".join(map(text_of, PAGES))


def prose(text: str) -> str:
    """A page without its blocks of code, where nothing is a link or a heading."""
    return re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)


def headings(page: Path) -> list[str]:
    return re.findall(r"^#+ (.+)$", prose(text_of(page)), re.MULTILINE)


def section(text: str, heading: str) -> str:
    """What stands under a heading, up to the next one of the same or a higher level."""
    level = len(heading) - len(heading.lstrip("#"))
    _, found, after = text.partition(f"\n{heading}\n")
    assert found, heading
    return re.split(rf"^#{{1,{level}}} ", after, maxsplit=1, flags=re.MULTILINE)[0]


def anchors(page: Path) -> set[str]:
    """The anchors that a reader of Markdown makes of a page's headings."""
    found: dict[str, int] = {}
    for heading in headings(page):
        bare = re.sub(r"\[([^]]+)\]\([^)]*\)", r"\1", heading).lower()
        name = re.sub(r"[^\w\- ]", "", bare).replace(" ", "-")
        found[name] = found.get(name, -1) + 1
    return {
        f"{name}-{count}" if count else name
        for name, most in found.items()
        for count in range(most + 1)
    }


def links(page: Path) -> list[str]:
    text = re.sub(r"`[^`\n]*`", "", prose(text_of(page)))
    return re.findall(r"\]\(([^)\s]+)\)", text)


@each_page
def test_a_link_leads_to_a_file_and_an_anchor(page: Path) -> None:
    lost = []
    for link in links(page):
        if link.startswith("https://"):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert not lost


@each_page
def test_it_is_for_listening(page: Path) -> None:
    text = prose(text_of(page))
    assert not re.search(r"^\s*\|", text, re.MULTILINE), "a table is hard to listen to"
    assert "![](" not in text, "a picture needs words in its place"


@each_page
def test_every_file_that_it_names_is_there(page: Path) -> None:
    folders = "assistant|models|tests|benchmarks|docs|[.]ci"
    files = "requirements|config|pyproject"
    named = re.findall(rf"`((?:(?:{folders})/|(?:{files})[.])[\w./-]*)`", text_of(page))
    # What a tutorial adds is not there yet.
    added = set(re.findall(r"in `([\w/.]+)`:\n\n```", text_of(page)))
    assert not {name for name in {*named} - added if not ((ROOT / name).exists() or is_room(name))}


def is_room(name: str) -> bool:
    """Whether it is one of the rooms that the page on the architecture lists."""
    return name.startswith("assistant/") and f"- `{name.removeprefix('assistant/')}`" in text_of(
        DOCS / "architecture.md"
    )


def test_the_readme_is_short_and_leads_to_every_page() -> None:
    readme = ROOT / "README.md"
    assert len(text_of(readme).splitlines()) <= LONGEST_README
    named = {link.partition("#")[0] for link in links(readme)}
    assert named >= {path.relative_to(ROOT).as_posix() for path in PAGES if path != readme}


def test_the_readme_names_the_commands_to_start_with() -> None:
    assert {"demo", "run", "doctor", "test"} <= set(calls(ROOT / "README.md"))


def settings() -> dict[str, dict[str, Any]]:
    with (ROOT / "config.toml").open("rb") as file:
        return tomllib.load(file)


def test_the_keys_are_those_of_the_settings() -> None:
    actions = settings()["keys"].values()
    wanted = [" or ".join(SPOKEN.get(key, key) for key in names) for names in actions]
    keys = section(text_of(ROOT / "README.md"), "## The keys")
    assert re.findall(r"^- ([^:]+):", keys, re.MULTILINE) == wanted


def test_every_setting_is_named_with_its_default() -> None:
    text = text_of(DOCS / "settings.md")
    for name, table in settings().items():
        entries = re.findall(r"^- `([\w-]+)` \(`(.*?)`\)", section(text, f"## {name}"), re.M)
        found = {key: tomllib.loads(f"value = {value}")["value"] for key, value in entries}
        assert found == table, name
        assert list(found) == list(table), name


def calls(page: Path) -> list[str]:
    """Every call of lantern on a page, without its name."""
    return re.findall(r"[`/]lantern ([a-z][^`\n]*)`", text_of(page))


@functools.cache
def help_of(*names: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), pytest.raises(SystemExit) as ended:
        main([*names, "--help"])
    assert not ended.value.code, names
    return out.getvalue()


def commands(*names: str) -> Iterator[tuple[str, ...]]:
    """The names of every command, or of every one of a group."""
    _, found, listed = help_of(*names).partition("\ncommands:\n")
    if not found:
        yield names
        return
    for name in re.findall(r"^    ([a-z]+)\b", listed, re.MULTILINE):
        yield from commands(*names, name)


def options(*names: str) -> set[str]:
    """The options of a command, but for those that most have."""
    found = re.findall(r"^  (?:-\w, )?(--?[a-z][a-z-]*)", help_of(*names), re.MULTILINE)
    return set(found) - {"--help", "--json"}


@each_page
def test_a_command_exists_with_its_options(page: Path) -> None:
    known = set(commands())
    for call in calls(page):
        words = shlex.split(call)
        if words[0] == "test":
            continue
        names = tuple(words[:2]) if tuple(words[:2]) in known else tuple(words[:1])
        assert names in known, call
        given = {word for word in words if word.startswith("-") and word != "-"}
        assert given <= {*options(*names), "--help", "--json"}, call


def test_every_command_is_explained_with_its_options() -> None:
    text = text_of(DOCS / "commands.md")
    explained = re.findall(r"^### ([a-z ]+)$", text, re.MULTILINE)
    assert set(explained) == {" ".join(names) for names in commands()}
    for command in explained:
        named = re.findall(r"^- `(--?[a-z][a-z-]*)`:", section(text, f"### {command}"), re.M)
        assert set(named) == options(*command.split()), command


CUP, DOG, TEXT = (str(SAMPLES / name) for name in ("coffee.jpg", "dogs.jpg", "street.jpg"))


def printed_by(*call: str) -> set[str]:
    """The fields that a command prints."""
    result = subprocess.run(
        [sys.executable, "-m", "assistant", *call, "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=True,
    )
    return {name for line in result.stdout.splitlines() for name in json.loads(line)}


def fields_of(command: str) -> set[str]:
    """The fields of a command as its page lists them."""
    explained = section(text_of(DOCS / "commands.md"), f"### {command}")
    return set(re.findall(r"^- `([a-z_]+\d*)`", explained, re.MULTILINE))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "call"),
    [
        ("describe", ["describe", CUP]),
        ("ask", ["ask", CUP, "Is there a cup?"]),
        ("read", ["read", TEXT]),
        ("find", ["find", "cup", CUP]),
        ("colour", ["colour", CUP]),
        ("where", ["where", CUP]),
        ("people", ["people", CUP]),
        ("codes", ["codes", CUP]),
        ("classify", ["classify", CUP, "--labels", "cup,dog"]),
        ("search", ["search", "a cup", "--in", str(SAMPLES), "--top", "1"]),
        ("similar", ["similar", CUP, "--in", str(SAMPLES), "--top", "1"]),
        ("index", ["index", str(SAMPLES)]),
        ("captions", ["captions", CUP, "--from", str(ROOT / "LICENSE")]),
        ("embed", ["embed", CUP, "--text", "a cup"]),
    ],
)
def test_the_fields_of_a_command_are_those_that_it_prints(command: str, call: list[str]) -> None:
    assert fields_of(command) == printed_by(*call)


@pytest.mark.slow
def test_the_fields_of_speech_are_those_that_are_printed(tmp_path: Path) -> None:
    sound = str(tmp_path / "said.wav")
    assert fields_of("say") == printed_by("say", "Good morning.", "-o", sound)
    assert fields_of("transcribe") == printed_by("transcribe", sound)


@pytest.mark.slow
def test_the_fields_of_the_models_are_all_named() -> None:
    explained = section(text_of(DOCS / "commands.md"), "### models list")
    assert set(re.findall(r"`([a-z_\d]+)`", explained)) == printed_by("models", "list")


def test_the_commands_of_the_measurements_are_there_all_of_them() -> None:
    called = set(re.findall(r"`python -m benchmarks[.](\w+)", every_page()))
    assert called == {path.stem for path in (ROOT / "benchmarks").glob("*.py")} - HELPERS


def test_every_table_of_the_benchmarks_has_its_command() -> None:
    text = text_of(DOCS / "measurements.md")
    tables = [*(ROOT / "benchmarks").glob("*.csv"), *(ROOT / "benchmarks").glob("*.svg")]
    assert not [
        path.name
        for path in tables
        if f"`benchmarks/{path.name}`" not in text and f"benchmarks.{path.stem}" not in text
    ]


def test_the_steps_of_the_training_are_those_of_the_program() -> None:
    text = text_of(ROOT / "models" / "training" / "__main__.py")
    steps = re.findall(r"^@_step\ndef (\w+)", text, re.MULTILINE)
    explained = section(text_of(DOCS / "training.md"), "## The steps")
    assert steps
    assert re.findall(r"^- `(\w+)` ", explained, re.MULTILINE) == steps
    called = re.findall(r"`(?:\S*/)?python -m models[.]training (\w+)", every_page())
    assert set(called) <= {*steps, "all", "restore"}
    flags = re.findall(r"^- `(--\w+)`:", explained, re.MULTILINE)
    assert set(flags) == set(re.findall(r'add_argument\(\s*"(--\w+)"', text)) - {"--data"}


def test_the_rooms_are_those_of_the_house() -> None:
    """The page on the architecture lists the folders of `assistant/`, and no others."""
    listed = re.findall(
        r"^- `(\w+)/`:", section(text_of(DOCS / "architecture.md"), "## The house"), re.M
    )
    rooms = {path.parent.name for path in (ROOT / "assistant").glob("*/*.py")}
    assert set(listed) == rooms


def test_the_changelog_keeps_its_form() -> None:
    """That of keepachangelog.com: the newest version first, and what kind of change each is."""
    text = text_of(ROOT / "CHANGELOG.md")
    versions = re.findall(r"^## \[(\d+[.]\d+[.]\d+)\] - (Unreleased|\d{4}-\d\d-\d\d)$", text, re.M)
    assert len(versions) == len(re.findall(r"^## ", text, re.MULTILINE))
    numbers = [tuple(map(int, version.split("."))) for version, _ in versions]
    assert numbers == sorted(numbers, reverse=True)
    assert all(date != "Unreleased" for _, date in versions[1:])
    kinds = set(re.findall(r"^### (.+)$", text, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}

"""Each skill is declared once: key, command, spoken words, help and settings follow from that."""

import json
import shutil
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from assistant import skills
from assistant.cli import main
from assistant.dialog.state import Given, State
from assistant.protocol.effects import Ask
from assistant.protocol.events import Action, FrameTaken
from assistant.saying.messages.core import key_names
from assistant.settings import config
from assistant.skills.picture_session import PictureSession
from assistant.skills.skill import actions, all_skills, key_lines
from assistant.understanding import language_file
from models.interfaces import UNCANCELLED
from tests.kit.fakes import FakeModel, picture, session
from tests.kit.fakes import skills as able
from tests.kit.talk import FRAME, Talk, said

SHARPNESS = """
from dataclasses import dataclass
from typing import Annotated

from assistant.protocol.spoken import Phrase
from assistant.skills.skill import Skill, SkillResult


class SharpnessLine(Phrase):
    KEY = "{key}: how sharp the picture is."
    ABILITY = "I say how sharp the picture is."
    COMMAND = "say how sharp photos are"
    SHARP = "Sharp."
    SOFT = "Soft."


@dataclass(frozen=True, slots=True)
class SharpnessSettings:
    least: Annotated[float, (0, 255)] = 10.0


def _run(session, cancel):
    steps = abs(session.pixels[:, 1:].astype(float) - session.pixels[:, :-1]).mean()
    sharp = steps >= session.kept(SharpnessSettings).least
    line = SharpnessLine.SHARP if sharp else SharpnessLine.SOFT
    return SkillResult(line.said(), {"steps": round(steps, 1)})


SKILL = Skill(
    "sharpness",
    order=200,
    abilities=(SharpnessLine.ABILITY,),
    key="x",
    key_help=SharpnessLine.KEY,
    question="Is this sharp?",
    command=SharpnessLine.COMMAND,
    example="lantern sharpness cup.jpg",
    run=_run,
    settings=SharpnessSettings(),
)
"""
"""A skill that somebody adds."""


@pytest.fixture
def sharpness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Adds the skill, and the words that ask for it."""
    package = tmp_path / "sharpness_skill"
    package.mkdir()
    (package / "__init__.py").write_text(SHARPNESS)
    monkeypatch.setattr(skills, "__path__", [*skills.__path__, str(tmp_path)])
    languages = tmp_path / "languages"
    shutil.copytree(language_file.FOLDER, languages)
    file = languages / "en.yaml"
    words = file.read_text(encoding="utf-8")
    asked = "commands: |\n  sharpness: is (this|it) sharp|sharpness\n"
    file.write_text(words.replace("commands: |\n", asked), encoding="utf-8")
    monkeypatch.setattr(language_file, "FOLDER", languages)
    for cached in (all_skills, language_file.of):
        cached.cache_clear()
    yield
    for cached in (all_skills, language_file.of):
        cached.cache_clear()


def test_the_settings_show_the_keys_that_skills_declare() -> None:
    shown = tomllib.loads(config.DEFAULTS.read_text(encoding="utf-8"))["keys"]
    declared = {one.name: [one.key] for one in all_skills().values() if one.key}
    assert {name: shown[name] for name in declared} == declared


def test_the_skills_of_the_commands_are_in_the_order_of_their_declarations() -> None:
    orders = [one.order for one in all_skills().values()]
    assert orders == sorted(set(orders))


def test_each_action_has_one_line_of_help() -> None:
    assert set(actions()) == set(key_lines()) == set(config.defaults().keys)
    assert actions()[-2:] == (Action.HELP, Action.QUIT)


def a_talk() -> Talk:
    """A conversation with the keys of all skills."""
    return Talk(State(given=Given(keys=key_names(config.defaults().keys))))


@pytest.mark.usefixtures("sharpness")
def test_a_new_skill_has_its_key_in_the_settings_and_in_the_help() -> None:
    assert config.defaults().keys["sharpness"] == (("x",),)
    talk = a_talk()
    talk.press(Action.HELP)
    (help_text,) = said(talk.press(Action.HELP))
    assert "x: how sharp the picture is. h: help." in help_text


@pytest.mark.usefixtures("sharpness")
def test_a_new_skill_runs_by_its_key() -> None:
    talk = a_talk()
    talk.press("sharpness")
    (asked,) = talk(FrameTaken(talk.state.generation, FRAME))
    assert isinstance(asked, Ask)
    assert (asked.query.question, asked.skill) == ("Is this sharp?", "sharpness")
    assert talk.state.work is not None
    assert talk.state.work.again == "sharpness"


@pytest.mark.usefixtures("sharpness")
@pytest.mark.parametrize("words", ["Is this sharp?", "Sharpness.", "Can you tell me, is it sharp?"])
def test_a_new_skill_runs_by_spoken_and_typed_words(words: str) -> None:
    for speak in (Talk.say, Talk.type):
        (asked,) = [one for one in speak(a_talk(), words) if isinstance(one, Ask)]
        assert asked.skill == "sharpness"


@pytest.mark.usefixtures("sharpness")
def test_a_new_skill_is_among_what_lantern_can_do() -> None:
    assert "I say how sharp the picture is." in said(a_talk().say("What can you do?"))[-1]


@pytest.mark.usefixtures("sharpness")
def test_a_new_skill_answers_about_a_picture() -> None:
    run = all_skills()["sharpness"].run
    assert run is not None
    shown = PictureSession(picture(), settings=config.defaults().skills)
    assert str(run(shown, UNCANCELLED).spoken) == "Soft."
    answer = able(FakeModel(), settings=config.defaults().skills).run(picture(), "sharpness")
    assert (answer.question, str(answer.spoken)) == ("sharpness", "Soft.")


@pytest.fixture
def user_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], config.Settings]:
    """Writes the user's own settings file."""

    def write(text: str) -> config.Settings:
        path = tmp_path / "config.toml"
        path.write_text(text)
        return config.load(path)

    return write


@pytest.mark.usefixtures("sharpness")
def test_a_new_skill_has_settings_of_its_own(
    user_settings: Callable[[str], config.Settings],
) -> None:
    (usual,) = config.defaults().skills
    assert usual.least == 10
    (own,) = user_settings("[sharpness]\nleast = 0\n").skills
    assert own.least == 0
    with pytest.raises(config.ConfigError, match=r"sharpness\.least is 300\. It must be a number"):
        user_settings("[sharpness]\nleast = 300\n")


@pytest.mark.usefixtures("sharpness")
def test_a_new_skill_has_a_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    photo = tmp_path / "checks.png"
    checks = np.indices((40, 40)).sum(axis=0) % 2 * 255
    cv2.imwrite(str(photo), checks.astype(np.uint8))
    assert main.main(["sharpness", str(photo), "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert row == {"photo": str(photo), "steps": 255.0, "spoken": "Sharp."}
    with pytest.raises(SystemExit):
        main.main(["sharpness", "--help"])
    assert "Say how sharp photos are." in capsys.readouterr().out


def test_a_session_finds_each_thing_once() -> None:
    model = FakeModel()
    shown = session(picture(), model)
    assert shown.analysis(UNCANCELLED) is shown.analysis(UNCANCELLED)
    assert len(model.looks) == 1

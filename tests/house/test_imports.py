"""Rule 1 of the house: who may import what."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kit.imports import imported

ROOT = Path(__file__).parents[2]

CHOOSERS = {"assistant/app.py", "assistant/model_choice.py"}
"""What may import a model's implementation."""

PURE = [
    "assistant/abilities.py",
    "assistant/asking.py",
    "assistant/choices.py",
    "assistant/config_words.py",
    "assistant/conversation.py",
    "assistant/deeds.py",
    "assistant/desktop.py",
    "assistant/ears/endpoint.py",
    "assistant/ears/intent_words.py",
    "assistant/ears/intents.py",
    "assistant/ears/names.py",
    "assistant/ears/understanding.py",
    "assistant/effects.py",
    "assistant/events.py",
    "assistant/eyes/aim.py",
    "assistant/eyes/change.py",
    "assistant/eyes/clip_kinds.py",
    "assistant/eyes/quality.py",
    "assistant/facts.py",
    "assistant/faults.py",
    "assistant/hands/keys.py",
    "assistant/hearing.py",
    "assistant/menu.py",
    "assistant/presses.py",
    "assistant/reading.py",
    "assistant/reading_state.py",
    "assistant/serving/asked.py",
    "assistant/serving/llama_cpp.py",
    "assistant/serving/ollama.py",
    "assistant/serving/openai.py",
    "assistant/serving/wants.py",
    "assistant/skills/caution.py",
    "assistant/skills/grading.py",
    "assistant/skills/layout.py",
    "assistant/skills/page.py",
    "assistant/skills/reference.py",
    "assistant/skills/replying.py",
    "assistant/skills/sides.py",
    "assistant/skills/unsaid.py",
    "assistant/skills/values.py",
    "assistant/skills/verbosity.py",
    "assistant/skills/wording.py",
    "assistant/skills/written.py",
    "assistant/text.py",
    "assistant/standing.py",
    "assistant/touring.py",
    "assistant/turn.py",
    "assistant/typed.py",
    "assistant/voice/queue.py",
    "assistant/watching.py",
    "assistant/wordings/reading.py",
    "assistant/wordings/abilities.py",
    "assistant/wordings/desktop.py",
    "assistant/wordings/menu.py",
    "assistant/wordings/tour.py",
    "models/interfaces.py",
    "models/mentions.py",
    "models/remote/answers.py",
    "models/remote/chat.py",
    "models/remote/prompts.py",
]
"""Modules that decide and do nothing else."""

SENTENCES = "assistant.wordings"
"""What every room may say."""

IMPURE = {
    "asyncio",
    "multiprocessing",
    "onnxruntime",
    "os",
    "queue",
    "random",
    "select",
    "selectors",
    "signal",
    "socket",
    "sounddevice",
    "sqlite3",
    "subprocess",
    "threading",
    "time",
    "urllib",
}
"""Modules by which a module reads, writes, waits, or asks for the time."""

HEAVY = ("torch", "transformers")


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def belongs(name: str, module: str) -> bool:
    return name == module or name.startswith(module + ".")


def test_the_assistant_knows_models_only_through_the_interfaces() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules("assistant")
        for name in imported(path)
        if belongs(name, "models") and not belongs(name, "models.interfaces")
        if str(path.relative_to(ROOT)) not in CHOOSERS
    ]
    assert not wrong


def test_models_never_import_the_assistant() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules("models")
        for name in imported(path)
        if belongs(name, "assistant")
    ]
    assert not wrong


NO_ROOMS = {"commands", "wordings"}
"""Folders of what the whole house uses."""


def test_rooms_do_not_call_one_another() -> None:
    shared = [path.removesuffix(".py").replace("/", ".") for path in PURE] + [SENTENCES]
    rooms = [
        path.name
        for path in (ROOT / "assistant").iterdir()
        if (path / "__init__.py").exists() and path.name not in NO_ROOMS
    ]
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for room in rooms
        for path in modules(f"assistant/{room}")
        for name in imported(path)
        if any(belongs(name, f"assistant.{other}") for other in rooms if other != room)
        if not any(belongs(name, module) for module in shared)
    ]
    assert not wrong


@pytest.mark.parametrize("path", PURE)
def test_what_is_pure_touches_nothing(path: str) -> None:
    names = {name.partition(".")[0] for name in imported(ROOT / path)}
    assert not names & IMPURE
    calls = {
        node.func.id
        for node in ast.walk(ast.parse((ROOT / path).read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not calls & {"open", "print", "input", "exec", "eval"}


@pytest.mark.parametrize("package", ["assistant", "models.embedded", "models.remote"])
def test_no_import_of_the_shipped_packages_brings_torch(package: str) -> None:
    # Every module is imported, since some could import late; blocking shows who asks.
    program = (
        "import importlib, pkgutil, sys\n"
        f"for name in {HEAVY!r}: sys.modules[name] = None\n"
        f"package = importlib.import_module({package!r})\n"
        "for module in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):\n"
        "    if not module.name.endswith('__main__'): importlib.import_module(module.name)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert result.returncode == 0, result.stderr

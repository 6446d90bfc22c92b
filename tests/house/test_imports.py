"""Rule 1 of the house: who may import what."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kit.imports import circles, import_graph, imported

ROOT = Path(__file__).parents[2]

FOR_ALL = (
    *("models.interfaces", "models.claims", "models.certainty", "models.relations"),
    *("models.lexicon",),
    *("models.limits", "models.system"),
)
"""What every module of the assistant may import of models: plain data and words, the arithmetic of
claims, and the operating system."""

CHOOSERS = {"assistant/runtime/compose.py", "assistant/runtime/model_choice.py"}
"""What may import a model's implementation."""

PURE = [
    "assistant/asr/endpointing.py",
    "assistant/understanding/given_names.py",
    "assistant/understanding/language_file.py",
    "assistant/understanding/marks.py",
    "assistant/understanding/matcher.py",
    "assistant/understanding/normaliser.py",
    "assistant/protocol/query.py",
    "assistant/understanding/templates.py",
    "assistant/understanding/thing_names.py",
    "assistant/protocol/geometry.py",
    "assistant/camera/scene_change.py",
    "assistant/camera/clipboard_formats.py",
    "assistant/camera/quality.py",
    "assistant/camera/resize.py",
    "assistant/camera/sharpest_frame.py",
    "assistant/keys/key_parser.py",
    "assistant/server/chat_request.py",
    "assistant/server/llama_cpp_api.py",
    "assistant/server/ollama_api.py",
    "assistant/server/openai_api.py",
    "assistant/server/wishes.py",
    "assistant/skills/describe/grading.py",
    "assistant/skills/reading/layout.py",
    "assistant/skills/reading/page.py",
    "assistant/skills/answer/asked.py",
    "assistant/skills/answer/verdict.py",
    "assistant/skills/answer/wording.py",
    "assistant/skills/known.py",
    "assistant/skills/receipts.py",
    "assistant/skills/swapped_sides.py",
    "assistant/skills/values.py",
    "assistant/skills/wording.py",
    "assistant/skills/written.py",
    "assistant/tts/speech_queue.py",
    "assistant/saying/lexicon.py",
    "assistant/saying/messages/desktop_lines.py",
    "assistant/saying/noun_phrases.py",
    "models/remote/chat.py",
]
"""Modules that decide and do nothing else, and that any room may use."""

DECIDES = "assistant/dialog/reducer.py"
"""What it is made of is pure as well."""

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
    "urllib.request",
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
        if belongs(name, "models") and not any(belongs(name, one) for one in FOR_ALL)
        if str(path.relative_to(ROOT)) not in CHOOSERS
    ]
    assert not wrong


def test_the_interfaces_compute_nothing() -> None:
    path = ROOT / "models" / "interfaces.py"
    assert not [name for name in imported(path) if belongs(name, "models")]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = [line for line in node.body if not isinstance(line, ast.Expr)]
            assert not lines, f"{node.name} has a body"
        assert not isinstance(node, ast.Lambda | ast.comprehension)


def test_no_imports_run_in_a_circle() -> None:
    graph = import_graph("assistant", "models")
    assert circles(graph) == []
    rooms: dict[str, set[str]] = {}
    for start, end in ((start, end) for start, ends in graph.items() for end in ends):
        here, there = room_of(start), room_of(end)
        # The root packages hold what all rooms use, and begin the program.
        if here != there and "." in here and "." in there:
            rooms.setdefault(here, set()).add(there)
    assert circles(rooms) == []


def room_of(module: str) -> str:
    """The folder of a module, of two parts at most; those of the training have a third."""
    path = ROOT / module.replace(".", "/")
    parts = module.split(".") if path.is_dir() else module.split(".")[:-1]
    return ".".join(parts[: 3 if parts[:2] == ["models", "training"] else 2])


def test_models_never_import_the_assistant() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules("models")
        for name in imported(path)
        if belongs(name, "assistant")
    ]
    assert not wrong


DEVICES = ["asr", "camera", "keys", "tts"]
"""Rooms that the loop alone ties together."""


def test_rooms_do_not_call_one_another() -> None:
    shared = [path.removesuffix(".py").replace("/", ".") for path in PURE]
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for room in DEVICES
        for path in modules(f"assistant/{room}")
        for name in imported(path)
        if any(belongs(name, f"assistant.{other}") for other in DEVICES if other != room)
        if not any(belongs(name, module) for module in shared)
    ]
    assert not wrong


def own(name: str) -> str | None:
    """The file of this repository that a name is imported from."""
    for module in (name, name.rpartition(".")[0]):
        path = f"{module.replace('.', '/')}.py"
        if (ROOT / path).is_file():
            return path
    return None


def made_of(path: str) -> set[str]:
    """A module, all that it imports, and what that imports."""
    found, left = set[str](), {path}
    while left:
        found |= left
        names = {name for one in left for name in imported(ROOT / one)}
        left = set(filter(None, map(own, names))) - found
    return found


@pytest.mark.parametrize("path", sorted({*PURE, *made_of(DECIDES)}))
def test_what_is_pure_touches_nothing(path: str) -> None:
    names = set(imported(ROOT / path))
    assert not {name for name in names if any(belongs(name, module) for module in IMPURE)}
    calls = {
        node.func.id
        for node in ast.walk(ast.parse((ROOT / path).read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not calls & {"open", "print", "input", "exec", "eval"}


OF_WINDOWS = ("assistant.keys.console",)
"""Modules that no other system can import."""


@pytest.mark.program
@pytest.mark.parametrize(
    "package", ["assistant", "models.embedded", "models.remote", "models.hub.onnx"]
)
def test_no_import_of_the_shipped_packages_brings_torch(package: str) -> None:
    # Every module is imported, since some could import late; blocking shows who asks.
    program = (
        "import importlib, pkgutil, sys\n"
        f"for name in {HEAVY!r}: sys.modules[name] = None\n"
        f"package = importlib.import_module({package!r})\n"
        "for module in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):\n"
        f"    if not module.name.endswith({('__main__', *OF_WINDOWS)!r}):\n"
        "        importlib.import_module(module.name)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=240
    )
    assert result.returncode == 0, result.stderr

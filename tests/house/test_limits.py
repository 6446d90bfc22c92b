"""Whoever reads what comes from outside passes a limit of `models/limits.py`, or is listed here.

A reader without a limit is found by its text: a call that reads a whole file, stream or output. A
function may also leave the limit to a helper that passes one.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
TABLE: Final = ROOT / "models" / "limits.py"
UNITS: Final = {"KIB", "MIB"}

WHOLE: Final = {"read_text", "read_bytes", "readlines", "communicate", "check_output", "extractall"}
"""Methods and functions that read to the end, whatever they are given."""
SIZED: Final = {"read", "readline", "recv"}
"""Those that read to the end, or up to any length, without a size."""
DECODERS: Final = {
    *("Image.open", "cv2.imread", "cv2.imdecode", "json.load", "tomllib.load", "yaml.load"),
    *("pickle.load", "tarfile.open", "zipfile.ZipFile", "np.fromfile", "numpy.fromfile"),
}
"""What reads and unpacks at once."""
PIPES: Final = {"stdin", "stdout", "stderr", "buffer"}
"""Iterating over one reads lines of any length."""

PACKAGE: Final = "a file of Lantern's own package, or of one that it needs"
KERNEL: Final = "a file that the kernel makes"
PARTS: Final = "the pipe between Lantern and a part of itself"
EXCEPTIONS: Final = {
    PACKAGE: (
        "assistant/asr/vad.py:_session",
        "assistant/asr/whisper_files.py:_join",
        "assistant/asr/whisper_files.py:_read",
        "assistant/camera/quality.py:shipped",
        "assistant/saying/lexicon.py:words",
        "assistant/saying/messages/models_lines.py:catalogue_phrases",
        "assistant/saying/po_file.py:_entries",
        "assistant/server/phone/phone_http.py:PhoneEndpoint.__init__",
        "assistant/server/phone/phone_http.py:PhoneHandler._send_page",
        "assistant/skills/colour/base_colour.py:",
        "assistant/skills/colour/colour_space.py:",
        "assistant/understanding/language_file.py:load",
        "models/embedded/evidence/heads.py:load_faces",
        "models/embedded/tokens.py:load_tokenizer",
        "models/hub/archive.py:entries",
        "models/hub/catalogue.py:entries",
        "models/hub/families.py:family_of",
        "models/judging/written.py:WrittenVerifier.__init__",
        "models/lexicon/kinds.py:",
        "models/lexicon/names.py:",
        "models/lexicon/sentences.py:",
        "models/lexicon/things.py:",
    ),
    KERNEL: (
        "assistant/camera/devices.py:_line",
        "assistant/keys/terminal.py:Terminal._loop",
        "assistant/tts/screen_reader.py:runs",
        "models/system/linux.py:Linux.limit_memory",
        "models/system/linux.py:Linux.runs_low",
    ),
    PARTS: (
        "assistant/asr/recording.py:main",
        "assistant/camera/capture.py:main",
        "assistant/tts/voice_worker.py:main",
        "models/remote/llama_worker.py:main",
    ),
}
"""Readers that need no limit, by the reason."""


@dataclass
class Unit:
    """A function or method, or what a module does outside of them."""

    name: str
    nodes: list[ast.AST]
    bounded: bool = False
    readers: list[str] = field(default_factory=list)
    calls: set[str] = field(default_factory=set)
    """Full names of what it calls, as far as they are known."""


@dataclass
class Module:
    """A module, with the full names of what it imports."""

    name: str
    path: str
    tree: ast.Module
    names: dict[str, str] = field(default_factory=dict)

    def full(self, node: ast.expr) -> str:
        """The full name of a function; one of its own class or module is its own."""
        if isinstance(node, ast.Attribute):
            if isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"):
                return f"{self.name}.{node.attr}"
            return f"{self.full(node.value)}.{node.attr}"
        name = node.id if isinstance(node, ast.Name) else "?"
        return self.names.get(name, f"{self.name}.{name}")


def sources() -> Iterator[Path]:
    for folder in ("assistant", "models"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "training" not in path.parts and path != TABLE:
                yield path


def module_of(path: Path, text: str) -> Module:
    relative = path.relative_to(ROOT)
    name = ".".join(relative.with_suffix("").parts).removesuffix(".__init__")
    found = Module(name, str(relative), ast.parse(text))
    for node in ast.walk(found.tree):
        if isinstance(node, ast.ImportFrom):
            for one in node.names:
                found.names[one.asname or one.name] = f"{node.module}.{one.name}"
        elif isinstance(node, ast.Import):
            for one in node.names:
                found.names[one.asname or one.name] = one.name
    return found


def units(module: Module) -> Iterator[Unit]:
    outside: list[ast.AST] = []
    for node in module.tree.body:
        inside = node.body if isinstance(node, ast.ClassDef) else [node]
        for one in inside:
            if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef):
                above = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
                yield seen(module, Unit(f"{above}{one.name}", [one]))
            else:
                outside.append(one)
    yield seen(module, Unit("", outside))


def seen(module: Module, unit: Unit) -> Unit:
    for node in (inner for outer in unit.nodes for inner in ast.walk(outer)):
        if isinstance(node, ast.Attribute | ast.Name):
            unit.bounded |= module.full(node).startswith("models.limits.")
        if isinstance(node, ast.Call):
            unit.calls.add(module.full(node.func))
            if reads_all(node, module.full(node.func)):
                unit.readers.append(ast.unparse(node.func))
        elif isinstance(node, ast.For | ast.comprehension):
            stream = node.iter
            if isinstance(stream, ast.Attribute) and stream.attr in PIPES:
                unit.readers.append(ast.unparse(stream))
    return unit


def reads_all(call: ast.Call, full: str) -> bool:
    name = full.rpartition(".")[2]
    captured = any(
        one.arg == "capture_output" and ast.unparse(one.value) == "True" for one in call.keywords
    )
    unsized = isinstance(call.func, ast.Attribute) and name in SIZED and not call.args
    whole = name in WHOLE or any(full == one or full.endswith(f".{one}") for one in DECODERS)
    return captured or unsized or whole


def unbounded(modules: list[Module]) -> dict[str, list[str]]:
    """The readers of each unit that passes no limit and calls no helper that does."""
    made = [(module, unit) for module in modules for unit in units(module)]
    helpers = {
        f"{module.name}.{unit.name.rpartition('.')[2]}" for module, unit in made if unit.bounded
    }
    return {
        f"{module.path}:{unit.name}": unit.readers
        for module, unit in made
        if unit.readers and not unit.bounded and not unit.calls & helpers
    }


def test_whoever_reads_from_outside_passes_a_limit() -> None:
    found = unbounded([module_of(path, path.read_text(encoding="utf-8")) for path in sources()])
    excepted = {name for names in EXCEPTIONS.values() for name in names}
    left = [f"{name} ({', '.join(found[name])})" for name in found.keys() - excepted]
    assert not left, "Pass a limit of models/limits.py:\n" + "\n".join(sorted(left))
    assert not excepted - found.keys(), "These need no exception."


UNBOUNDED: Final = """
import subprocess
from pathlib import Path
def settings(file: Path) -> str:
    return file.read_text()
def whole(stream):
    return stream.read()
def listed():
    return subprocess.run(["list"], capture_output=True).stdout
class Reader:
    def lines(self, process):
        return [line for line in process.stdout]
"""
BOUNDED: Final = """
from models import limits
from models.limits import MOST
def cut(stream):
    return stream.read(10)
def settings(file):
    with file.open("rb") as opened:
        return within(opened.read(limits.SETTINGS + 1))
def named(file):
    return file.read_bytes()[:MOST]
def helped(file):
    cut(named(file))
    return file.read_text()
"""


def test_a_reader_without_a_limit_is_found() -> None:
    module = module_of(ROOT / "assistant" / "new.py", UNBOUNDED)
    names = [name.partition(":")[2] for name in unbounded([module])]
    assert names == ["settings", "whole", "listed", "Reader.lines"]


def test_a_reader_with_a_size_a_limit_or_a_helper_is_none() -> None:
    assert unbounded([module_of(ROOT / "assistant" / "new.py", BOUNDED)]) == {}


def constants() -> Iterator[tuple[ast.AnnAssign, ast.stmt | None]]:
    """The table's constants, each with what follows it."""
    body = module_of(TABLE, TABLE.read_text(encoding="utf-8")).tree.body
    for node, after in zip(body, [*body[1:], None], strict=True):
        if isinstance(node, ast.Assign | ast.AnnAssign):
            assert isinstance(node, ast.AnnAssign), f"{ast.unparse(node)} is not Final"
            if ast.unparse(node.target) not in UNITS:
                yield node, after


def test_every_limit_is_final_and_says_its_unit_and_reason() -> None:
    for node, after in constants():
        assert ast.unparse(node.annotation).startswith("Final"), ast.unparse(node)
        text = after.value if isinstance(after, ast.Expr) else None
        said = isinstance(text, ast.Constant) and isinstance(text.value, str)
        assert said, f"{ast.unparse(node)} has no reason"


def test_every_limit_is_in_force() -> None:
    used = set()
    for path in (*sources(), TABLE):
        module = module_of(path, path.read_text(encoding="utf-8"))
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Load):
                used.add(module.full(node))
    unused = {ast.unparse(node.target) for node, _ in constants()}
    assert not {name for name in unused if f"models.limits.{name}" not in used}

"""Chat templates: what a repository's template puts around the words of a prompt.

A template is a program of whoever published it. It is rendered in a process of its own with little
time and memory, around words that stand for the prompt; a pull keeps the text around them.
"""

import hashlib
import json
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from models import json_files, limits
from models.hub.onnx import settings
from models.hub.onnx.settings import misfit
from models.messages import HubError, HubLine
from models.system.bounded import read_within
from models.system.python_child import PythonChild

FILE: Final = "lantern-prompt.json"
"""What was kept of a checkpoint's template, in its folder."""
_WORDS: Final = "lanternprompt"
"""Stands for the words of a prompt."""
_CONFIG: Final = "tokenizer_config.json"
_PLACES: Final = (
    ("chat_template.jinja", ""),
    ("chat_template.json", "chat_template"),
    ("processor_config.json", "chat_template"),
    (_CONFIG, "chat_template"),
)
"""The files that may hold the template, and under which key; the first that does counts."""


@dataclass(frozen=True, slots=True)
class ChatTemplate:
    """A template that was rendered."""

    source: str
    """The sha256 of the template, and of what it was given."""
    around: tuple[str, ...]
    """The text before, between and after the words of a prompt."""

    def keep(self, folder: Path) -> None:
        """Write it into a checkpoint's folder. Raises OSError."""
        json_files.write(folder / FILE, self)

    def render(self, prompt: str) -> str:
        """The whole prompt, in which the image token stands for the picture."""
        return prompt.join(self.around)


def of_folder(folder: Path, more: Mapping[str, Any], name: str = "") -> ChatTemplate | None:
    """A repository's template, to which `more` is given; None if it has none. Raises HubError.

    `name`: the checkpoint's, if it is not yet the folder's.
    """
    tokens = settings.read(folder, _CONFIG).values
    for file, key in _PLACES:
        if key:
            found: Any = settings.read(folder, file).values.get(key)
        else:
            found = None
            with suppress(OSError, ValueError):
                found = read_within(folder / file, limits.JSON_FILE).decode()
        if isinstance(found, list):
            # Several templates, of which this is the one without tools.
            named = {one.get("name"): one.get("template") for one in found if isinstance(one, dict)}
            found = named.get("default")
        if isinstance(found, str):
            return rendered(folder, file, found, tokens, more, name)
    return None


def rendered(
    folder: Path,
    file: str,
    template: str,
    tokens: Mapping[str, Any],
    more: Mapping[str, Any],
    name: str = "",
) -> ChatTemplate:
    """What was kept of a template, or else of rendering it now. Raises HubError.

    `tokens` has the special tokens that it may name, such as `bos_token`.
    """
    name = name or folder.name
    if len(template) > limits.TEMPLATE:
        raise misfit(name, file, f"chat_template: … {limits.TEMPLATE}")
    content = [{"type": "image"}, {"type": "text", "text": _WORDS}]
    given = {
        "messages": [{"role": "user", "content": content}],
        "add_generation_prompt": True,
        "tools": None,
        "documents": None,
        **_texts(tokens),
        **more,
    }
    asked = json.dumps({"template": template, "given": given}, sort_keys=True)
    source = hashlib.sha256(asked.encode()).hexdigest()
    with suppress(*json_files.FAULTS):
        kept = json_files.read(folder / FILE, ChatTemplate)
        if kept.source == source:
            return kept
    found = _answer(name, file, asked)
    if _WORDS not in found.get("text", ""):
        raise misfit(name, file, found.get("expected", "messages[0].content[1].text"))
    return ChatTemplate(source, tuple(found["text"].split(_WORDS)))


def _texts(tokens: Mapping[str, Any]) -> dict[str, str]:
    texts = {
        key: value.get("content") if isinstance(value, dict) else value
        for key, value in tokens.items()
        if key.endswith("_token")
    }
    return {key: value for key, value in texts.items() if isinstance(value, str)}


def _answer(name: str, file: str, asked: str) -> dict[str, str]:
    """What the process answers that renders a template. Raises HubError if it does not."""
    try:
        module, pipe = ("-m", "models.hub.template_child"), subprocess.PIPE
        with PythonChild(*module, stdin=pipe, stdout=pipe) as child:
            try:
                answer, _ = child.communicate(asked.encode(), limits.TEMPLATE_TIME)
            finally:
                child.kill()
        found: dict[str, str] = json.loads(answer)
    except (OSError, subprocess.SubprocessError, ValueError) as fault:
        raise HubError(HubLine.TEMPLATE_ENDLESS.said(name=name, file=file)) from fault
    return found

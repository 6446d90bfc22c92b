"""Prompts: a repository's chat template, rendered in a sandbox, and its tokenizer."""

import json
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from jinja2 import nodes
from jinja2.exceptions import TemplateError
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment
from tokenizers import Tokenizer

from models.hub.onnx import settings
from models.hub.onnx.settings import misfit

LONGEST: Final = 20_000
"""Characters of a prompt, and of the template: a wrong file would never end."""
TOKENIZER: Final = "tokenizer.json"
PLACES: Final = (
    ("chat_template.jinja", ""),
    ("chat_template.json", "chat_template"),
    ("processor_config.json", "chat_template"),
    ("tokenizer_config.json", "chat_template"),
)
"""The files that may hold the template, and under which key; the first that does counts."""


class _Generation(Extension):
    """`{% generation %}` marks for training what the model wrote; here it does nothing."""

    tags = {"generation"}  # noqa: RUF012 - jinja2 declares it so

    def parse(self, parser: Parser) -> list[nodes.Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


def _refused(message: str) -> None:
    raise TemplateError(message)


class ChatTemplate:
    """A repository's chat template."""

    def __init__(self, folder: Path) -> None:
        """Read it. Raises HubError."""
        self._name = folder.name
        self._file, text = _template(folder)
        sandbox = ImmutableSandboxedEnvironment(
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=[_Generation, "jinja2.ext.loopcontrols"],
        )
        sandbox.filters["tojson"] = lambda value, **_: json.dumps(value, ensure_ascii=False)
        sandbox.globals |= {
            "raise_exception": _refused,
            "strftime_now": lambda form: datetime.now().strftime(form),
        }
        try:
            self._template = sandbox.from_string(text)
        except TemplateError as fault:
            raise misfit(self._name, self._file, "Jinja") from fault
        self._tokens = _named_tokens(folder)

    def render(self, prompt: str) -> str:
        """The whole prompt, in which the image token stands for the picture. Raises HubError."""
        content = [{"type": "image"}, {"type": "text", "text": prompt}]
        given = {
            "messages": [{"role": "user", "content": content}],
            "add_generation_prompt": True,
            **self._tokens,
        }
        parts: list[str] = []
        try:
            for part in self._template.generate(given):
                parts.append(part)
                if sum(map(len, parts)) > LONGEST:
                    raise misfit(self._name, self._file, f"… {LONGEST}")
        # A template may fail in every way in which Python code can.
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as fault:
            raise misfit(self._name, self._file, "messages, add_generation_prompt") from fault
        return "".join(parts)


def _template(folder: Path) -> tuple[str, str]:
    """The file of the template, and its text."""
    for file, key in PLACES:
        if key:
            found = settings.read(folder, file).values.get(key)
        else:
            found = None
            with suppress(OSError, UnicodeDecodeError):
                found = (folder / file).read_text(encoding="utf-8")
        if isinstance(found, list):
            # Several templates, of which this is the one without tools.
            named = {one.get("name"): one.get("template") for one in found if isinstance(one, dict)}
            found = named.get("default")
        if isinstance(found, str) and len(found) <= LONGEST:
            return file, found
    raise misfit(folder.name, "tokenizer_config.json", "chat_template")


def _named_tokens(folder: Path) -> dict[str, str]:
    """The special tokens that a template may name, such as `bos_token`."""
    found: dict[str, Any] = dict(settings.read(folder, "tokenizer_config.json").values)
    texts = {
        key: value.get("content") if isinstance(value, dict) else value
        for key, value in found.items()
        if key.endswith("_token")
    }
    return {key: value for key, value in texts.items() if isinstance(value, str)}


class TextTokens:
    """A repository's tokenizer."""

    def __init__(self, folder: Path, adds_special: bool) -> None:
        """Read it; `adds_special`: whether a prompt gets its first token here. Raises HubError."""
        self._adds = adds_special
        try:
            self._tokenizer: Tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        # It raises plain exceptions for a file that is missing or damaged.
        except Exception as fault:
            raise misfit(folder.name, TOKENIZER, "tokenizers") from fault
        # Its file may ask for texts of a fixed length.
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        added = self._tokenizer.get_added_tokens_decoder()
        self._marks = tuple(
            token.content for token in added.values() if token.special or "<" in token.content
        )
        self.special = frozenset(number for number, token in added.items() if token.special)

    def number(self, token: str) -> int | None:
        """The number of a token; None if there is none."""
        found: int | None = self._tokenizer.token_to_id(token)
        return found

    def prompt(self, text: str) -> tuple[int, ...]:
        """Encode a rendered prompt."""
        return tuple(self._tokenizer.encode(text, add_special_tokens=self._adds).ids)

    def encode(self, text: str) -> tuple[int, ...]:
        """Encode a text without special tokens."""
        return tuple(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def decode(self, tokens: Iterable[int]) -> str:
        """Decode tokens without the special ones."""
        return str(self._tokenizer.decode(list(tokens), skip_special_tokens=True))

    def harmless(self, text: str) -> str:
        """A user's words without what the tokenizer would read as a mark of its own."""
        while found := next((mark for mark in self._marks if mark and mark in text), ""):
            text = text.replace(found, " ")
        return text

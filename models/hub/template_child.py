"""Renders one chat template, which is never trusted, and ends.

`python -m models.hub.template_child` reads JSON from its standard input and answers with JSON.
"""

import json
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jinja2 import nodes
from jinja2.exceptions import TemplateError, TemplateSyntaxError
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from models import limits
from models.system import SYSTEM


class _Generation(Extension):
    """`{% generation %}` marks for training what the model wrote; here it does nothing."""

    tags = {"generation"}  # noqa: RUF012 - jinja2 declares it so

    def parse(self, parser: Parser) -> list[nodes.Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


def _refused(message: str) -> None:
    raise TemplateError(message)


def answer(template: str, given: Mapping[str, Any]) -> dict[str, str]:
    """The rendered `text`, or as `expected` what the template should have had."""
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
    text = ""
    try:
        for part in sandbox.from_string(template).generate(given):
            text += part
            if len(text) > limits.PROMPT:
                return {"expected": f"… {limits.PROMPT}"}
    except TemplateSyntaxError:
        return {"expected": "Jinja"}
    # A template may fail in every way in which Python code can.
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError):
        return {"expected": "messages, add_generation_prompt"}
    return {"text": text}


if __name__ == "__main__":
    SYSTEM.limit_memory(limits.TEMPLATE_MEMORY)
    print(json.dumps(answer(**json.load(sys.stdin))))

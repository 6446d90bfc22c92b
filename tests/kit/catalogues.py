"""The empty catalogue for translators: every sentence of the assistant and of the models.

`python -m tests.kit.catalogues` prints `assistant/saying/locale/lantern.pot`.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from enum import StrEnum

from assistant.protocol.spoken import Phrase, forms
from assistant.saying import messages
from assistant.saying.messages.models_lines import catalogue_phrases
from models.messages import ModelMessage


def every() -> Iterator[StrEnum]:
    """All phrases in `assistant/saying/messages/`, then those of the models."""
    for module in pkgutil.iter_modules(messages.__path__, f"{messages.__name__}."):
        for kind in vars(importlib.import_module(module.name)).values():
            if isinstance(kind, type) and issubclass(kind, Phrase):
                yield from (one for one in kind if kind.__module__ == module.name)
    for said in (catalogue_phrases(), *ModelMessage.__subclasses__()):
        yield from said


def template() -> str:
    """The empty catalogue (`lantern.pot`)."""
    head = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
    )
    return "\n".join([head, *map(_entry, every())])


def _entry(phrase: StrEnum) -> str:
    one, *more = forms(phrase)
    lines = [f"#. {phrase.name}", f'msgctxt "{type(phrase).__name__}"', f'msgid "{one}"']
    if more:
        lines += [f'msgid_plural "{more[0]}"', 'msgstr[0] ""', 'msgstr[1] ""']
    else:
        lines.append('msgstr ""')
    return "".join(f"{line}\n" for line in lines)


if __name__ == "__main__":
    print(template(), end="")

"""The languages of Lantern, and the empty catalogue for translators.

`python -m assistant.saying.catalogues` prints `assistant/saying/locale/lantern.pot`.
"""

import importlib
import pkgutil
from collections.abc import Iterator

from assistant.protocol.choices import Choice
from assistant.protocol.spoken import Phrase
from assistant.saying import messages
from assistant.saying.language import Catalogue, there_are
from assistant.saying.messages.menu_lines import MenuLine


def languages() -> tuple[Choice, ...]:
    """The system's language (the empty value), then each by its own name."""
    system, own = MenuLine.OF_THE_SYSTEM.said(), MenuLine.THIS_LANGUAGE.said()
    named = (Choice(code, Catalogue([code]).text(own)) for code in there_are())
    return (Choice("", Catalogue(None).text(system)), *named)


def every() -> Iterator[Phrase]:
    """All phrases in `assistant/saying/messages/`."""
    for module in pkgutil.iter_modules(messages.__path__, f"{messages.__name__}."):
        for kind in vars(importlib.import_module(module.name)).values():
            if isinstance(kind, type) and issubclass(kind, Phrase):
                yield from (one for one in kind if kind.__module__ == module.name)


def template() -> str:
    """The empty catalogue (`lantern.pot`)."""
    head = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
    )
    return "\n".join([head, *map(_entry, every())])


def _entry(phrase: Phrase) -> str:
    one, *more = phrase.forms
    lines = [f"#. {phrase.name}", f'msgctxt "{type(phrase).__name__}"', f'msgid "{one}"']
    if more:
        lines += [f'msgid_plural "{more[0]}"', 'msgstr[0] ""', 'msgstr[1] ""']
    else:
        lines.append('msgstr ""')
    return "".join(f"{line}\n" for line in lines)


if __name__ == "__main__":
    print(template(), end="")

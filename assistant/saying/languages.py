"""The languages that Lantern can speak, each called by its own name."""

from assistant.protocol.choices import Choice
from assistant.saying import language
from assistant.saying.messages.menu_lines import MenuLine


def languages() -> tuple[Choice, ...]:
    """The system's own, as the empty text, then each that has a catalogue."""
    system = MenuLine.OF_THE_SYSTEM.said_in(language.code(None))
    named = (Choice(code, MenuLine.THIS_LANGUAGE.said_in(code)) for code in language.there_are())
    return (Choice("", system), *named)

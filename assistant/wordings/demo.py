"""What `lantern demo` prints of its keys."""

from assistant.language import Phrase


class DemoLine(Phrase):
    """The lines before what is spoken; names in braces are filled in."""

    PRESSED = "Key {key}, photo {photo}:"

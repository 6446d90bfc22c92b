"""What `lantern demo` says before it presses a key, so that its answer can be judged by ear."""

from assistant.protocol.spoken import Phrase


class DemoLine(Phrase):
    """The keys; names in braces are filled in."""

    KEY = "Key {key}."
    TYPED = "Key {key}: {words}"


class DemoPhoto(Phrase):
    """What the sample photos show, as a person sees it."""

    COFFEE = "Now a photo of a cup of coffee on a saucer."
    CAT = "Now a photo of a cat."
    DOGS = "Now a photo of two dogs at a window."
    STREET = "Now a photo of a street from above, at sunset."
    BOWL = "Now a photo of half a fig in a red bowl."
    BLURRED = "Now a blurred photo of a clock."

"""How the sources of pictures are called aloud."""

from assistant.protocol.spoken import Message, Phrase, verbatim


class SourceName(Phrase):
    """What pictures come from; in English, it begins the name of a source."""

    SAMPLES = "sample photos"
    CAMERA = "camera {name}"
    NETWORK_CAMERA = "network camera {name}"
    FOLDER = "folder {name}"
    PHOTO = "photo {name}"
    VIDEO = "video {name}"


def source_name(source: str) -> Message:
    """A source, named as by `Source.name`, as it is called in the language in use."""
    for kind in SourceName:
        begin = kind.value.partition("{")[0]
        if source.startswith(begin):
            return kind.said(name=source.removeprefix(begin))
    return verbatim(source)

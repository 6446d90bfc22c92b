"""What is said of files that do not give what was asked of them, each with one thing to do."""

from pathlib import Path

from assistant.protocol.spoken import Message, Phrase


class FileFault(Phrase):
    """Files of any kind."""

    NOT_THERE = "There is no file {name}. Check the name."
    CLOSED = "{name} may not be read by you. Change its permissions."
    UNREADABLE = "{file} cannot be read: {reason}. Name another file."
    NOT_TEXT = "{file} is not text in UTF-8. Save it with that encoding."
    NO_LINES = "{file} has no lines. Write one caption a line."
    BAD_LINE = "Line {number} of {file} must be {example}."
    UNWRITABLE = "{file} cannot be written: {reason}. Name another file."
    UNKNOWN_REASON = "unknown reason"
    NO_JPEG = "the picture cannot be written as a JPEG"


class PhotoFault(Phrase):
    """Photos, by the name of the file or as "The picture"."""

    FOLDER = "{name} is a folder. Name a photo in it."
    NO_FILE = "{name} is not a file. Name a photo."
    DAMAGED = "{name} is damaged. Copy or save it again."
    NO_PHOTO = "{name} is not a photo. Name a JPEG or PNG file."
    HEIC = "{name} is a HEIC photo, which I cannot open. Save it as JPEG."
    TOO_LARGE = "{name} is too large. Make a smaller copy."
    TOO_MANY_PIXELS = (
        "{name} is too large: it has {millions} million pixels, and I open {most} million at most. "
        "Make a smaller copy."
    )
    TOO_SMALL = "{name} is only {width} by {height} pixels. Use a larger photo."
    NOT_SEEN = "{name} could not be looked at: {reason}."
    NOT_READ = "{name} could not be read: {reason}."


class SoundFileFault(Phrase):
    """Files of sound."""

    FOLDER = "{name} is a folder. Name a WAV file in it."
    NO_FILE = "{name} is not a file. Name a WAV file."
    TOO_LARGE = "{name} is too large. Cut it into shorter files."
    UNREADABLE = "{name} cannot be read: {reason}. Copy it again."
    NO_SOUND = "{name} is not a WAV file. Convert it to one."
    DAMAGED = "{name} is damaged. Copy or record it again."
    PACKED = "{name} is packed in a way that I cannot open. Save it as 16-bit PCM."


class LibraryLine(Phrase):
    """Folders of photos, and what is found in them."""

    NO_FOLDER = "There is no folder {folder}. Check the name."
    CLOSED_FOLDER = (
        "The folder {folder} cannot be read: {reason}. Change its permissions, or name another."
    )
    NO_PHOTOS = "There are no photos in {folder}. Name another."
    NO_OTHERS = "There are no other photos in {folder}. Name another."
    NONE_OPENED = "None of the photos in {folder} can be opened. Name another."
    HEIC = "HEIC photos, which I cannot open: {count}. Save them as JPEG."
    UNREADABLE = "{name} cannot be read: {reason}."
    BAD_NAME = "{name} is not a name in UTF-8. Rename it."
    INDEX_FAULT = "The index {file} cannot be used: {reason}. Delete that file and try again."
    INDEX_FOLDER = "The index {folder} cannot be used: {reason}. Delete that folder and try again."
    INDEX_BUSY = "The index {file} is in use by another program. Try again when that is done."
    INDEX_UNWRITABLE = (
        "The index {file} cannot be written: {reason}. Make room on the disk, or make its folder "
        "writable."
    )
    NO_LANCE = (
        "LanceDB is not installed. Install it with pip install lancedb, or set index to faiss in "
        "the settings, under library."
    )
    DONE_OF = "{done} of {total} photos."
    INDEXED = (
        "{photos} photos can be searched: {new} new, {changed} changed, {moved} moved, {deleted} "
        "deleted."
    )
    NONE_OF_THESE = "none of these"


def reason(error: OSError) -> Message | str:
    """Why the system did not do it, as the middle of a sentence."""
    return (error.strerror or str(error)).lower() or FileFault.UNKNOWN_REASON.said()


def unreadable(file: Path, error: OSError) -> Message:
    """What is said of a file that the user named and that cannot be read."""
    return FileFault.UNREADABLE.said(file=file, reason=reason(error))

"""Faults of files, each with a remedy."""

from pathlib import Path

from assistant.protocol.spoken import Message, Phrase


class FileFault(Phrase):
    """Faults of any file."""

    NOT_THERE = "The file {name} was not found. Check the name."
    CLOSED = "You don't have permission to read {name}. Change its permissions."
    UNREADABLE = "{file} could not be read: {reason}. Choose another file."
    STANDARD_INPUT = "Standard input"
    NOT_TEXT = "{file} is not UTF-8 text. Save it in that encoding."
    NO_LINES = "{file} has no lines. Write one caption on each line."
    BAD_LINE = "Line {number} of {file} must look like this: {example}."
    UNWRITABLE = "{file} could not be written: {reason}. Choose another file."
    MEMORY = "I can't read or save what I remember for you: {reason}. Check the file {file}."
    MEMORY_PARTLY = (
        "Part of what I remember for you is damaged, and I left it out. It is in the file {file}."
    )
    UNKNOWN_REASON = "unknown reason"
    NO_JPEG = "the picture could not be saved as a JPEG"


class PhotoFault(Phrase):
    """Faults of photos; `name` is that of the file, or "The picture"."""

    FOLDER = "{name} is a folder. Choose a photo in it."
    NO_FILE = "{name} is not a file. Choose a photo."
    DAMAGED = "{name} is damaged. Copy or save it again."
    NO_PHOTO = "{name} is not a photo. Choose a JPEG or PNG file."
    HEIC = "{name} is a HEIC photo, which I can't open. Save it as JPEG."
    TOO_LARGE = "{name} is too large. Make a smaller copy."
    TOO_MANY_PIXELS = (
        "{name} is too large: it has {millions} million pixels, and I can open at most {most} "
        "million. Make a smaller copy."
    )
    TOO_SMALL = "{name} is only {width} by {height} pixels. Use a larger photo."
    TOO_NARROW = (
        "{name} is {width} by {height} pixels, which is too narrow to show anything. Cut out a "
        "part of it."
    )
    NOT_SEEN = "{name} could not be analysed: {reason}."
    TOO_MANY_WORDS = "That is too long. Write at most {most} characters."
    NOT_READ = "{name} could not be read: {reason}."


class DocumentFault(Phrase):
    """Faults of documents with pages."""

    LOCKED = "{name} is locked with a password. Save a copy without the password."
    DAMAGED_PAGE = "Page {number} of {name} is damaged."
    TOO_COMPLEX = "Page {number} of {name} is too complex for me to open."


class SoundFileFault(Phrase):
    """Faults of sound files."""

    FOLDER = "{name} is a folder. Choose a WAV file in it."
    NO_FILE = "{name} is not a file. Choose a WAV file."
    TOO_LARGE = "{name} is too large. Cut it into shorter files."
    UNREADABLE = "{name} could not be read: {reason}. Copy it again."
    NO_SOUND = "{name} is not a WAV file. Convert it to one."
    DAMAGED = "{name} is damaged. Copy or record it again."
    PACKED = "{name} is in a format that I can't open. Save it as 16-bit PCM."


class LibraryLine(Phrase):
    """Searching folders of photos."""

    NO_FOLDER = "The folder {folder} was not found. Check the name."
    CLOSED_FOLDER = (
        "The folder {folder} could not be read: {reason}. Change its permissions, or choose "
        "another folder."
    )
    NO_PHOTOS = "There are no photos in {folder}. Choose another folder."
    NO_OTHERS = "There are no other photos in {folder}. Choose another folder."
    NONE_OPENED = "None of the photos in {folder} could be opened. Choose another folder."
    HEIC = "HEIC photos that I can't open: {count}. Save them as JPEG."
    UNREADABLE = "{name} could not be read: {reason}."
    BAD_NAME = "The name {name} is not valid UTF-8. Rename the file."
    INDEX_FAULT = "The index {file} can't be used: {reason}. Delete that file and try again."
    INDEX_BUSY = "Another program is using the index {file}. Try again when it has finished."
    INDEX_UNWRITABLE = (
        "The index {file} could not be written: {reason}. Make room on the disk, or make its "
        "folder writable."
    )
    DONE_OF = "{done} of {total} photos."
    LINES_DONE = "{done} of {total} lines."
    INDEXED = (
        "{photos} photos are ready to be searched: {new} new, {changed} changed, {moved} moved, "
        "{deleted} deleted."
    )
    NONE_OF_THESE = "none of these"


class SystemReason(Phrase):
    """The usual reasons of the system, most as the C library words them, in small letters."""

    NO_FILE = "no such file or directory"
    DENIED = "permission denied"
    NOT_PERMITTED = "operation not permitted"
    DISK_FULL = "no space left on device"
    QUOTA = "disk quota exceeded"
    READ_ONLY = "read-only file system"
    FOLDER = "is a directory"
    NO_FOLDER = "not a directory"
    EXISTS = "file exists"
    NAME_TOO_LONG = "file name too long"
    TOO_LARGE = "file too large"
    BROKEN = "reading or writing failed"
    BUSY = "device or resource busy"
    NO_DEVICE = "no such device"
    INVALID = "invalid argument"
    NO_MEMORY = "cannot allocate memory"
    TOO_MANY_FILES = "too many open files"
    REFUSED = "connection refused"
    RESET = "connection reset by peer"
    TIMED_OUT = "connection timed out"
    NO_NETWORK = "network is unreachable"
    NO_ROUTE = "no route to host"
    ADDRESS_IN_USE = "address already in use"
    NO_ADDRESS = "cannot assign requested address"
    NO_NAME = "name or service not known"
    NO_RESOLUTION = "temporary failure in name resolution"


_REASONS = {one.value: one for one in SystemReason} | {"input/output error": SystemReason.BROKEN}


def reason(error: OSError) -> Message | str:
    """The reason for an error, for the middle of a sentence."""
    return system_words((error.strerror or str(error)).lower()) or FileFault.UNKNOWN_REASON.said()


def system_words(text: str) -> Message | str:
    """A reason that the system gives in English, to be translated if it is a usual one."""
    known = _REASONS.get(text.lower())
    return text if known is None else known.said()


def unreadable(file: Path, error: OSError) -> Message:
    """A file that the user named can't be read."""
    return FileFault.UNREADABLE.said(file=file, reason=reason(error))

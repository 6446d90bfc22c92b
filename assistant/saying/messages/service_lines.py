"""What `lantern service` says."""

from assistant.protocol.spoken import Phrase


class ServiceLine(Phrase):
    """The sentences, by what they are for; names in braces are filled in."""

    NO_SYSTEMD = (
        "The service can't be set up, because systemd does not start your programs on this "
        "computer. Add the command {command} to the programs that your desktop starts when you log "
        "in."
    )
    UNWRITABLE = (
        "The file {path} could not be written: {reason}. Make room or make the folder writable, "
        "then try again."
    )
    NOT_REMOVED = (
        "The file {path} could not be removed: {reason}. Make the folder writable, then try again."
    )
    REFUSED = "systemd refused: {reason} Log out and log in, then try again."
    INSTALLED = (
        "Lantern will start, without a terminal, when you log in. To press its keys, use commands "
        "such as: ./lantern trigger describe. To start it now: systemctl --user start lantern"
    )
    NOTHING_THERE = "The service was not set up, so there was nothing to remove."
    REMOVED = "Lantern no longer starts when you log in."

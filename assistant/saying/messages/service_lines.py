"""What `lantern service` says."""

from assistant.protocol.spoken import Phrase


class ServiceLine(Phrase):
    """The sentences, by what they are for; names in braces are filled in."""

    NO_SYSTEMD = (
        "This computer does not start programs with systemd for you, so the service cannot be set "
        "up. Add the command {command} to the programs that your desktop starts at log-in."
    )
    UNWRITABLE = (
        "The file {path} cannot be written: {reason}. Make room or make the folder yours, then try "
        "again."
    )
    NOT_REMOVED = (
        "The file {path} cannot be removed: {reason}. Make the folder yours, then try again."
    )
    REFUSED = "systemd refused: {reason} Try again after you have logged in anew."
    INSTALLED = (
        "Lantern will start when you log in, without a terminal. Press its keys with commands such "
        "as: ./lantern trigger describe. To start it now: systemctl --user start lantern"
    )
    NOTHING_THERE = "The service was not set up, so nothing had to be removed."
    REMOVED = "Lantern does not start at log-in any more."

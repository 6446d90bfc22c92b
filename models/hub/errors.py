"""What goes wrong with a checkpoint."""

from models.messages import ModelMessageError


class HubError(ModelMessageError):
    """The checkpoint cannot be used; the text is a sentence for the user that says what to do."""


def first_line(fault: Exception) -> str:
    """What a library says of a fault, as the middle of a sentence."""
    return (str(fault).strip() or type(fault).__name__).splitlines()[0].rstrip(".")

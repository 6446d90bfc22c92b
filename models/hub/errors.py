"""What goes wrong with a checkpoint."""

from models.sentences import ToldError


class HubError(ToldError):
    """The checkpoint cannot be used; the text is a sentence for the user that says what to do."""

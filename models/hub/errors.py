"""What goes wrong with a checkpoint."""


class HubError(Exception):
    """The checkpoint cannot be used; the text is a sentence for the user that says what to do."""

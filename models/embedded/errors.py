"""What goes wrong with a model's files."""

from models.messages import ToldError


class ModelError(ToldError):
    """The model cannot be used; the text is a sentence for the user that says what to do."""

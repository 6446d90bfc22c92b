"""What goes wrong with a model's files."""

from models.messages import ModelMessageError


class ModelError(ModelMessageError):
    """The model cannot be used; the text is a sentence for the user that says what to do."""

"""What goes wrong with a model's files."""


class ModelError(Exception):
    """The model cannot be used; the text is a sentence for the user that says what to do."""

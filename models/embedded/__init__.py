"""The model that ships with Lantern, run by onnxruntime, OpenCV, tokenizers and numpy alone."""

from models.embedded.errors import ModelError
from models.embedded.model import EmbeddedModel, load

__all__ = ["EmbeddedModel", "ModelError", "load"]

"""The model that ships with Lantern, run by onnxruntime, OpenCV, tokenizers and numpy alone."""

from models.embedded.model import EmbeddedModel, load
from models.messages import ModelError

__all__ = ["EmbeddedModel", "ModelError", "load"]

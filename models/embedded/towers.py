"""The two towers: pictures and texts as vectors of one space."""

from pathlib import Path

from models.clip import unit
from models.embedded.runtime import Network, Numbers
from models.embedded.text_encoder import TextEncoder
from models.interfaces import Vector


class Towers:
    """Both towers on top of the encoders' outputs."""

    def __init__(
        self, image: Path, text: Path, threads: int, encoder: TextEncoder, device: str = "cpu"
    ) -> None:
        """Load both; ModelError where one is damaged. `encoder` reads the texts."""
        self._image = Network(image, threads, device)
        self._text = Network(text, threads, device)
        self._encoder = encoder

    def image(self, patches: Numbers, colours: Numbers) -> Vector:
        """A picture's vector from its own and its mirror image's patches [2, 81, C], and its plain
        colours [81, 15]."""
        (vector,) = self._image(patches=patches, colours=colours[None])
        return unit(vector[0])

    def text(self, text: str) -> Vector:
        """A text's vector."""
        (vector,) = self._text(states=self._encoder.states(text))
        return unit(vector[0])

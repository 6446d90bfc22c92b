"""A server on this computer or the home network that speaks as OpenAI's does, as a `VisionModel`.

Of the standard library, OpenCV and numpy; the embedded model works beside it.
"""

from models.remote.address import parse
from models.remote.answer_verifier import ServerAnswerVerifier
from models.remote.client import Client, ServerSettings
from models.remote.errors import ServerError
from models.remote.measured import ServerVerifier, bars_of
from models.remote.model import RemoteModel

__all__ = [
    "Client",
    "RemoteModel",
    "ServerAnswerVerifier",
    "ServerError",
    "ServerSettings",
    "ServerVerifier",
    "bars_of",
    "parse",
]

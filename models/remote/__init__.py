"""A `VisionModel` on an OpenAI-compatible server on this computer or the home network.

The embedded model works beside it.
"""

from models.messages import ServerError
from models.remote.address import parse
from models.remote.client import Client, ServerSettings
from models.remote.model import RemoteModel
from models.remote.verifiers import rules

__all__ = [
    "Client",
    "RemoteModel",
    "ServerError",
    "ServerSettings",
    "parse",
    "rules",
]

"""A server on this computer or the home network that speaks as OpenAI's does, as a `VisionModel`.

Of the standard library, OpenCV and numpy; the embedded model works beside it.
"""

from models.remote.address import parse
from models.remote.answer_verifier import ServerAnswerJudge
from models.remote.client import Client, Server
from models.remote.errors import ServerError
from models.remote.measured import ServerJudge, bars_of
from models.remote.model import RemoteModel

__all__ = [
    "Client",
    "RemoteModel",
    "Server",
    "ServerAnswerJudge",
    "ServerError",
    "ServerJudge",
    "bars_of",
    "parse",
]

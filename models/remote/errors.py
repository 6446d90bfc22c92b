"""What can go wrong with a server."""

from models.interfaces import ServerFault


class ServerError(Exception):
    """A request to a server failed; `detail` holds the server's own words, if any."""

    def __init__(self, fault: ServerFault, detail: str = "") -> None:
        super().__init__(f"{fault.value} {detail}".strip())
        self.fault = fault
        self.detail = detail

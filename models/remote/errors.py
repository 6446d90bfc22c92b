"""What goes wrong with a server."""

from models.interfaces import ServerFault


class ServerError(Exception):
    """A server did not do what was asked of it."""

    def __init__(self, fault: ServerFault, detail: str = "") -> None:
        """Take what is wrong, and the server's own words if it gave any."""
        super().__init__(f"{fault.value} {detail}".strip())
        self.fault = fault
        self.detail = detail

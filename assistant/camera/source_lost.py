"""The one exception of sources."""

from assistant.protocol.faults import CameraFault


class SourceLost(Exception):  # noqa: N818  # it is no error of the program: cables are pulled
    """A source gives no more frames."""

    def __init__(
        self, fault: CameraFault, reason: str = "", others: frozenset[str] = frozenset()
    ) -> None:
        """`reason` is a sentence that says more than the fault, or empty.

        `others` are the cameras that are there while this one is not.
        """
        super().__init__(reason or fault.value)
        self.fault = fault
        self.reason = reason
        self.others = others

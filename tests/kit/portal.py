"""A fake portal of a Wayland desktop, on a real D-Bus."""

import threading
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    MessageType,
    new_method_call,
    new_method_return,
    new_signal,
)
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

PORTAL = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"


class Portal:
    """Answers each request for a screenshot with `code` and `uri`; never if the code is None."""

    def __init__(self, bus: str) -> None:
        self.code: int | None = 0
        self.uri = ""
        self.closed = threading.Event()
        """Set when the request is cancelled."""
        self._emitter: DBusAddress | None = None
        """The object that answers the last request."""
        self._bus = bus
        self._connection = open_dbus_connection(bus)
        self._connection.send_and_get_reply(message_bus.RequestName(PORTAL))
        self._thread = threading.Thread(target=self._serve, name="portal")
        self._thread.start()

    def decide(self) -> None:
        """Allow the last request now."""
        self._ask("Decide")

    def close(self) -> None:
        """Leave the bus."""
        self._ask("Quit")
        self._thread.join()
        self._connection.close()

    def _ask(self, member: str) -> None:
        with open_dbus_connection(self._bus) as other:
            address = DBusAddress("/", self._connection.unique_name, "lantern.Test")
            other.send(new_method_call(address, member))

    def _serve(self) -> None:
        while True:
            message = self._connection.receive()
            if message.header.message_type is not MessageType.method_call:
                continue
            member = message.header.fields[HeaderFields.member]
            if member == "Quit":
                return
            if member == "Close":
                self.closed.set()
            if member == "Screenshot":
                self._shoot(message)
            if member == "Decide":
                self._respond(0)

    def _shoot(self, message: Any) -> None:
        _, options = message.body
        assert options["interactive"] == ("b", False)
        sender = message.header.fields[HeaderFields.sender].removeprefix(":").replace(".", "_")
        request = f"{PATH}/request/{sender}/{options['handle_token'][1]}"
        self._connection.send(new_method_return(message, "o", (request,)))
        self._emitter = DBusAddress(request, interface="org.freedesktop.portal.Request")
        if self.code is not None:
            self._respond(self.code)

    def _respond(self, code: int) -> None:
        results = {"uri": ("s", self.uri)} if self.uri else {}
        self._connection.send(new_signal(self._emitter, "Response", "ua{sv}", (code, results)))

"""Waits until a server's process is asked to end."""

import signal
import socket

from models.system import SYSTEM


class EndAsked:
    """That the process is asked to end, by a signal.

    A signal may reach any thread, and then wakes no lock that the main thread waits for; but it
    always writes to the socket of `signal.set_wakeup_fd`.
    """

    def __init__(self) -> None:
        """Listen for the signals, in the main thread; those ignored, as by nohup, stay ignored."""
        self._woken, self._wakes = socket.socketpair()
        self._wakes.setblocking(False)
        signal.set_wakeup_fd(self._wakes.fileno(), warn_on_full_buffer=False)
        self._ends = [one for one in SYSTEM.ends if signal.getsignal(one) is not signal.SIG_IGN]
        for number in self._ends:
            signal.signal(number, lambda *_: None)

    def wait(self) -> None:
        """Wait for one of them."""
        while self._woken.recv(1)[0] not in self._ends:
            pass

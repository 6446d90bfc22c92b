"""A local server with OpenAI's protocol, which misbehaves as a test tells it to."""

import json
import math
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Token = tuple[str, float]
"""A text with its log-probability."""


def tokens(text: str, log_probability: float = -0.1) -> list[Token]:
    """Split a text into tokens, each a word with the space before it."""
    first, *rest = text.split(" ")
    return [(first, log_probability), *((f" {word}", log_probability) for word in rest)]


@dataclass
class ChatServer:
    """Answers inside a `with` block; every field may be changed at any time."""

    answer: Sequence[Token] = field(default_factory=lambda: tokens("A dog on a sofa."))
    models: Sequence[dict[str, Any]] = ({"id": "seer", "owned_by": "somebody"},)
    status: int = 200
    """The status of every answer."""
    chat_status: int = 200
    list_status: int = 200
    """The status of the list of models."""
    words: str = "no"
    """The text of a status other than 200."""
    takes_log_probabilities: bool = True
    streams: bool = True
    wait_first: float = 0.0
    wait_each: float = 0.0
    """Seconds before each token."""
    breaks_after: int = 10_000
    """Close the connection after so many tokens."""
    breaks_with: str = ""
    """An error message before that."""
    finish: str = "stop"
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    given: list[int] = field(default_factory=list)
    """How many tokens of each answer were sent before its client went away."""
    port: int = 0

    def __enter__(self) -> Self:
        """Start to answer; again on the same port."""
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server.keys.append(self.headers["Authorization"])
                status = max(server.status, server.list_status)
                self._json(status, {"object": "list", "data": list(server.models)})

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                server.asked.append(body)
                status = max(server.status, server.chat_status)
                if not server.takes_log_probabilities and "logprobs" in body:
                    status = 400
                if status != 200:
                    self._json(status, {"error": {"message": server.words}})
                    return
                time.sleep(server.wait_first)
                if not server.streams:
                    text = "".join(text for text, _ in server.answer)
                    choice = {"message": {"content": text}, "finish_reason": server.finish}
                    self._json(200, {"choices": [choice]})
                    return
                self._stream(bool(body.get("logprobs")))

            def _stream(self, log_probabilities: bool) -> None:
                self.close_connection = True
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.end_headers()
                server.given.append(0)
                try:
                    for text, likely in server.answer:
                        if server.given[-1] >= server.breaks_after:
                            if server.breaks_with:
                                self._event({"error": {"message": server.breaks_with}})
                            return
                        choice: dict[str, Any] = {"delta": {"content": text}}
                        if log_probabilities and not math.isnan(likely):
                            token = {"token": text, "logprob": likely}
                            choice["logprobs"] = {"content": [token]}
                        self._event({"choices": [choice | {"finish_reason": None}]})
                        server.given[-1] += 1
                        time.sleep(server.wait_each)
                    self._event({"choices": [{"delta": {}, "finish_reason": server.finish}]})
                    self._event({"choices": [], "usage": {}})
                    self.wfile.write(b"data: [DONE]\n\n")
                except OSError:
                    return

            def _event(self, data: dict[str, Any]) -> None:
                self.wfile.write(f": a comment\n\ndata: {json.dumps(data)}\n\n".encode())
                self.wfile.flush()

            def _json(self, status: int, data: dict[str, Any]) -> None:
                body = json.dumps(data).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False

        self._server = Server(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

"""An endpoint running in this process."""

import threading
from typing import Any

from assistant.server.http_server import Endpoint
from assistant.server.request_queue import RequestQueue


class Running:
    """Answers at `address` until it is closed."""

    def __init__(
        self, endpoint: Endpoint, queue: RequestQueue[Any, Any], scheme: str = "http"
    ) -> None:
        self._endpoint = endpoint
        self.queue = queue
        self.address = f"{scheme}://127.0.0.1:{endpoint.server_address[1]}/"
        self._thread = threading.Thread(target=endpoint.serve_forever, args=(0.02,))
        queue.start()
        self._thread.start()

    def close(self) -> None:
        """Stop answering."""
        self._endpoint.shutdown()
        self._thread.join()
        self._endpoint.server_close()
        self.queue.close()

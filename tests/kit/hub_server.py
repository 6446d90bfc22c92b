"""A local file server with as much of the hub's protocol as a pull needs.

`/api/models/OWNER/NAME[/revision/REV]` lists the files of a revision.
`/OWNER/NAME/resolve/REV/FILE` serves one, whole or from a byte on; for a large file it redirects,
as the hub does. Large files are identified by their sha256, others by git's hash.

`python -m tests.kit.hub_server FOLDER REPOSITORY PORT SECONDS` runs one that sends so slowly.
"""

import contextlib
import hashlib
import json
import re
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from models.hub.catalogue import CatalogueEntry

REVISION = "0123456789abcdef0123456789abcdef01234567"
LARGE = (".safetensors", ".bin", ".onnx", ".onnx_data", ".gguf")
PIECE = 1 << 14
TINY: Final = CatalogueEntry(
    name="tiny",
    does="sees",
    kind="decoder",
    repository="tiny/model",
    revision="",
    licence="MIT: any use.",
    megabytes=0,
    parameters=0,
    gpu_gigabytes=0,
    page="",
    read="",
)
"""A checkpoint of this hub in the catalogue."""


def git_sum(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


class HubServer:
    """Serves a folder as one repository; its attributes make it misbehave."""

    def __init__(self, folder: Path, repository: str = "tiny/model", port: int = 0) -> None:
        self.folder, self.repository = folder, repository
        self.revision = REVISION
        self.answers_revision: str | None = None
        """The revision that it claims to serve, whatever was requested."""
        self.altered: set[str] = set()
        self.hidden: set[str] = set()
        """Files that are listed but not served."""
        self.breaks_at: dict[str, int] = {}
        """The byte of a file at which the connection always breaks off."""
        self.redirects: dict[str, str] = {}
        """Where it sends those who ask for a file."""
        self.lengths: dict[str, int] = {}
        """The length that it claims a file to have when it sends it."""
        self.endless: set[str] = set()
        """Files that it sends again and again, without a length."""
        self.also_listed: list[dict[str, object]] = []
        self.etags: dict[str, str] = {}
        """The checksums that it names when it sends a redirect."""
        self.ignores_ranges = False
        self.listing: bytes | None = None
        """What it sends instead of its list."""
        self.pause = 0.0
        """Seconds before each piece."""
        self.ranges: list[tuple[str, str]] = []
        self.given: list[str] = []
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_HEAD(self) -> None:
                owner.answer(self, body=False)

            def do_GET(self) -> None:
                owner.answer(self, body=True)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, request: Any, *, body: bool) -> None:
        path = request.path.partition("?")[0]
        listing = re.fullmatch(rf"/api/models/{self.repository}(?:/revision/([^/]+))?", path)
        one = re.fullmatch(rf"/{self.repository}/resolve/([^/]+)/(.+)", path)
        if listing:
            if listing[1] not in (None, "main", self.revision):
                self._refuse(request, "RevisionNotFound")
                return
            facts = json.dumps(self._facts()).encode() if self.listing is None else self.listing
            self._send(request, 200, facts, {}, body=body)
        elif one and one[1] == self.revision and (one[2] in self.redirects or _large(one[2])):
            place = self.redirects.get(one[2], f"/large/{one[2]}")
            etag = self.etags.get(one[2], self._etag(one[2]))
            headers = {"Location": place, "X-Linked-Etag": f'"{etag}"'}
            self._send(request, 302, b"", headers, body=body)
        elif path.startswith("/large/"):
            self._file(request, path.removeprefix("/large/"), body=body)
        elif one and one[1] == self.revision:
            self._file(request, one[2], body=body)
        else:
            self._refuse(request, "RepoNotFound")

    def _facts(self) -> dict[str, object]:
        siblings = []
        for path in sorted(self.folder.rglob("*")):
            if path.is_dir():
                continue
            content = path.read_bytes()
            entry: dict[str, object] = {
                "rfilename": str(path.relative_to(self.folder)),
                "size": len(content),
                "blobId": git_sum(content),
            }
            if path.name.endswith(LARGE):
                sha256 = hashlib.sha256(content).hexdigest()
                entry["lfs"] = {"size": len(content), "sha256": sha256, "pointerSize": 134}
            siblings.append(entry)
        siblings += self.also_listed
        return {
            "id": self.repository,
            "modelId": self.repository,
            "sha": self.answers_revision or self.revision,
            "siblings": siblings,
            "tags": [],
            "downloads": 0,
            "likes": 0,
            "private": False,
        }

    def _file(self, request: Any, name: str, *, body: bool) -> None:
        path = self.folder / name
        if name in self.hidden or not path.is_file():
            self._refuse(request, "EntryNotFound")
            return
        content = path.read_bytes()
        etag = self._etag(name)
        if name in self.altered:
            content = bytes([content[0] ^ 1]) + content[1:]
        headers = {"ETag": f'"{etag}"', "X-Repo-Commit": self.revision, "Accept-Ranges": "bytes"}
        start = 0
        wanted = request.headers.get("Range")
        if wanted and body and not self.ignores_ranges:
            self.ranges.append((name, wanted))
            start = int(wanted.removeprefix("bytes=").partition("-")[0])
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        if body:
            self.given.append(name)
        end = self.breaks_at.get(name)
        stop = None if end is None else max(0, end - start)
        status = 206 if start else 200
        length = self.lengths.get(name)
        if name in self.endless:
            length, content = -1, content * 1000
        self._send(request, status, content[start:], headers, body=body, stop=stop, length=length)

    def _etag(self, name: str) -> str:
        content = (self.folder / name).read_bytes()
        return hashlib.sha256(content).hexdigest() if _large(name) else git_sum(content)

    def _refuse(self, request: Any, code: str) -> None:
        self._send(request, 404, b"{}", {"X-Error-Code": code}, body=True)

    def _send(
        self,
        request: Any,
        status: int,
        content: bytes,
        headers: dict[str, str],
        *,
        body: bool,
        stop: int | None = None,
        length: int | None = None,
    ) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Type", "application/json")
        if length != -1:
            request.send_header("Content-Length", str(len(content) if length is None else length))
        request.end_headers()
        if body and request.command != "HEAD":
            sent = content if stop is None else content[:stop]
            # Who refuses a file hangs up.
            with contextlib.suppress(ConnectionError):
                for at in range(0, len(sent), PIECE):
                    time.sleep(self.pause)
                    request.wfile.write(sent[at : at + PIECE])
        if body and (stop is not None or length == -1):
            request.close_connection = True


def _large(name: str) -> bool:
    return name.endswith(LARGE)


def main() -> None:
    folder, repository, port, seconds = sys.argv[1:]
    server = HubServer(Path(folder), repository, int(port))
    server.pause = float(seconds)
    print(server.url, flush=True)


if __name__ == "__main__":
    main()

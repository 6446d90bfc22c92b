"""Requests as NVDA's add-on AI Content Describer sends them, and how it reads the answers.

A new implementation of its public behaviour (github.com/cartertemm/AI-content-describer,
description_service.py, read in November 2026). With every service, a description is one request
without streaming; a question repeats the whole conversation and shows the picture again.
"""

import base64
import json
import urllib.request
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

PROMPT = (
    "Describe this image succinctly, but in as much detail as possible. "
    "If there is text, ensure it is included in your response exactly as shown."
)
CAPTION_LOCAL = "Please describe the picture in one sentence"
"""What NVDA's add-on CaptionLocal asks of its custom endpoint, streamed and with a key."""
Turns = list[tuple[str, str, str]]
"""Role, text and picture in base64 (or nothing) of each message."""


def opened(url: str, data: dict[str, Any] | None, headers: dict[str, str]) -> Any:
    body = None if data is None else json.dumps(data).encode()
    with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=20) as answer:
        return json.loads(answer.read())


@dataclass
class Describer:
    """A conversation about one picture."""

    base: str
    key: str = ""
    turns: Turns = field(default_factory=list)

    def describe(self, picture: bytes) -> str:
        return self._say(PROMPT, base64.b64encode(picture).decode())

    def ask(self, question: str) -> str:
        return self._say(question, next(shown for _, _, shown in self.turns if shown))

    def _say(self, words: str, picture: str) -> str:
        self.turns.append(("user", words, picture))
        text = self._answer()
        self.turns.append(("assistant", text, ""))
        return text

    def models(self) -> list[str]:
        raise AssertionError("this service has no list")

    def _answer(self) -> str:
        raise AssertionError("there is a service for each kind of server")


class Proxy(Describer):
    """Its service for any server with OpenAI's protocol."""

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "User-Agent": "curl/8.4.0"}
        return headers | ({"Authorization": f"Bearer {self.key}"} if self.key else {})

    def models(self) -> list[str]:
        listed = opened(urljoin(self.base, "v1/models"), None, self._headers())
        return [one["id"] for one in listed["data"]]

    def _answer(self) -> str:
        messages = []
        for role, words, picture in self.turns:
            content: list[dict[str, Any]] = [{"type": "text", "text": words}]
            if picture:
                url = f"data:image/jpeg;base64,{picture}"
                content.append({"type": "image_url", "image_url": {"url": url}})
            messages.append({"role": role, "content": content})
        data = {"messages": messages, "max_tokens": 250, "stream": False, "model": "lantern"}
        answer = opened(urljoin(self.base, "v1/chat/completions"), data, self._headers())
        return str(answer["choices"][0]["message"]["content"])


class Ollama(Describer):
    """Its service for Ollama, which has no key."""

    def models(self) -> list[str]:
        listed = opened(urljoin(self.base, "api/tags"), None, {})
        return [one["model"] for one in listed["models"]]

    def _answer(self) -> str:
        messages = [
            {"role": role, "content": words} | ({"images": [picture]} if picture else {})
            for role, words, picture in self.turns
        ]
        data = {"model": "lantern", "messages": messages, "stream": False}
        url = urljoin(self.base, "api/chat")
        return str(opened(url, data, {"Content-Type": "application/json"})["message"]["content"])


class LlamaCpp(Describer):
    """Its service for llama.cpp's server, also without a key."""

    def _answer(self) -> str:
        lines: list[str] = []
        pictures: list[dict[str, Any]] = []
        for role, words, picture in self.turns:
            if role == "assistant":
                lines.append(f"ASSISTANT: {words}")
            elif picture:
                pictures.append({"data": picture, "id": len(pictures) + 1})
                lines.append(f"USER: [img-{len(pictures)}]\n{words}")
            else:
                lines.append(f"USER: {words}")
        prompt = "\n".join([*lines, "ASSISTANT:"])
        data = {"prompt": prompt, "stream": False, "temperature": 1.0, "n_predict": 250}
        data |= {"image_data": pictures}
        url = urljoin(self.base, "completion")
        return str(opened(url, data, {"Content-Type": "application/json"})["content"])

"""The format of llama.cpp's own server: `/completion`, `/props`, `/health`. Pure.

Follows https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md; pictures come as
`image_data`, and the conversation is one text in which `[img-1]` stands for a picture.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from assistant.server import chat_request
from assistant.server.chat_request import SENTENCES, Api, ChatMessage, ChatRequest, ReplyPart

_SPEAKER: Final = re.compile(r"^(USER|ASSISTANT):[ \t]*", re.MULTILINE)
_MARK: Final = re.compile(r"\[img-(\d{1,18})\]\n?")


class _LlamaCpp(Api):
    def messages(self, body: dict[str, Any]) -> list[ChatMessage]:
        pictures = _pictures(body.get("image_data"))
        # Empty or what stands before the first speaker; then speakers and their texts in turn.
        before, *spoken = _SPEAKER.split(chat_request.text_of(body.get("prompt")))
        turns = list(zip(spoken[::2], spoken[1::2], strict=True)) or [("USER", before)]
        messages = [_message(speaker == "USER", text, pictures) for speaker, text in turns]
        if pictures and not any(message.picture for message in messages):
            last = max(n for n, message in enumerate(messages) if message.by_user or n == 0)
            messages[last] = ChatMessage(True, messages[last].text, [*pictures.values()][-1])
        return [message for message in messages if message.by_user or message.text]

    def whole(self, asked: ChatRequest, parts: Sequence[ReplyPart], created: int) -> dict[str, Any]:
        return _end(asked, chat_request.text_of_whole(parts))

    def stream(
        self, asked: ChatRequest, parts: Iterator[ReplyPart], created: int
    ) -> Iterator[bytes]:
        for text in chat_request.texts_of(parts):
            yield chat_request.event_of({"content": text, "stop": False})
        yield chat_request.event_of(_end(asked, ""))

    def fault(self, sentence: str, status: int) -> dict[str, Any]:
        kind = "authentication_error" if status == 401 else "invalid_request_error"
        return {"error": {"code": status, "message": sentence, "type": kind}}


API: Final = _LlamaCpp()


def props() -> dict[str, Any]:
    """The answer to `/props`, which clients ask for before they send pictures."""
    return {
        "default_generation_settings": {"n_ctx": 0},
        "total_slots": 1,
        "model_path": SENTENCES,
        "model_alias": SENTENCES,
        "modalities": {"vision": True, "audio": False},
    }


def _end(asked: ChatRequest, text: str) -> dict[str, Any]:
    return {"content": text, "stop": True, "stop_type": "eos", "model": asked.model}


def _pictures(listed: Any) -> dict[int, str]:
    found: dict[int, str] = {}
    for one in () if listed is None else chat_request.of_kind(list, listed):
        match one:
            case {"data": data, "id": int(number)}:
                found[number] = chat_request.picture_of(data)
            case _:
                raise chat_request.RefusedError
    return found


def _message(by_user: bool, text: str, pictures: dict[int, str]) -> ChatMessage:
    marks = [int(number) for number in _MARK.findall(text)]
    shown = [pictures[number] for number in marks if number in pictures]
    return ChatMessage(by_user, _MARK.sub("", text).strip(), shown[-1] if shown else "")

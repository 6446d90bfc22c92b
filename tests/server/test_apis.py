"""The three formats of requests, and arbitrary ones."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.server import llama_cpp_api, ollama_api, openai_api
from assistant.server.chat_request import WORDS, ChatMessage, ChatRequest, RefusedError, ReplyPart
from models.interfaces import Certainty

PARTS = [ReplyPart("A"), ReplyPart(" dog.")]


def test_openai_reads_texts_parts_and_pictures() -> None:
    asked = openai_api.API.read(
        {
            "model": WORDS,
            "stream": True,
            "lantern_barred": ["dog", 5],
            "messages": [
                {"role": "system", "content": "Be brief."},
                {
                    "role": "user",
                    "content": [
                        {"type": "image_url", "image_url": {"url": "data:image/png;base64,QUJD"}},
                        {"type": "text", "text": "What is this?"},
                        {"type": "later"},
                    ],
                },
                {"role": "assistant", "content": "A dog."},
                {"role": "user", "content": "Where?"},
            ],
        }
    )
    first = ChatMessage(True, "What is this?", "QUJD")
    talk = (first, ChatMessage(False, "A dog."), ChatMessage(True, "Where?"))
    assert asked == ChatRequest(talk, WORDS, True, frozenset({"dog"}))


def test_a_picture_url_may_stand_without_an_object_around_it() -> None:
    part = {"type": "image_url", "image_url": "data:image/jpeg;base64,QUJD"}
    (message,) = openai_api.API.read({"messages": [{"role": "user", "content": [part]}]}).messages
    assert message.picture == "QUJD"


def test_an_address_is_never_fetched() -> None:
    part = {"type": "image_url", "image_url": {"url": "https://example.org/a.jpg"}}
    with pytest.raises(RefusedError, match="does not download pictures"):
        openai_api.API.read({"messages": [{"role": "user", "content": [part]}]})


def test_ollama_streams_unless_told_not_to() -> None:
    chat = {"messages": [{"role": "user", "content": "x", "images": ["QUJD", "REVG"]}]}
    assert ollama_api.CHAT.read(chat) == ChatRequest((ChatMessage(True, "x", "REVG"),), stream=True)
    assert not ollama_api.CHAT.read(chat | {"stream": False}).stream
    asked = ollama_api.GENERATE.read({"prompt": "x", "images": ["QUJD"], "stream": False})
    assert asked == ChatRequest((ChatMessage(True, "x", "QUJD"),))


def test_llama_cpp_has_the_conversation_in_one_text() -> None:
    prompt = "USER: [img-1]\nDescribe.\nASSISTANT: A dog.\nUSER: [img-2]\nWhere is it?\nASSISTANT:"
    pictures = [{"data": "QUJD", "id": 1}, {"data": "QUJD", "id": 2}]
    asked = llama_cpp_api.API.read({"prompt": prompt, "image_data": pictures})
    assert asked.messages == (
        ChatMessage(True, "Describe.", "QUJD"),
        ChatMessage(False, "A dog."),
        ChatMessage(True, "Where is it?", "QUJD"),
    )
    bare = llama_cpp_api.API.read({"prompt": "What is this?", "image_data": pictures[:1]})
    assert bare.messages == (ChatMessage(True, "What is this?", "QUJD"),)


def test_answers_whole_and_in_parts_say_the_same() -> None:
    asked = ChatRequest((ChatMessage(True, ""),))
    assert openai_api.API.whole(asked, PARTS, 0)["choices"][0]["message"]["content"] == "A dog."
    events = b"".join(openai_api.API.stream(asked, iter(PARTS), 0)).decode().split("\n\n")
    assert events[-2:] == ["data: [DONE]", ""]
    rows = [json.loads(event.removeprefix("data: ")) for event in events[:-2]]
    deltas = [row["choices"][0]["delta"] for row in rows]
    assert deltas[0] == {"role": "assistant", "content": "A"}
    assert "".join(delta.get("content", "") for delta in deltas) == "A dog."
    assert rows[-1]["choices"][0]["finish_reason"] == "stop"
    assert ollama_api.CHAT.whole(asked, PARTS, 0)["message"]["content"] == "A dog."
    lines = [json.loads(line) for line in ollama_api.CHAT.stream(asked, iter(PARTS), 0)]
    assert [line["done"] for line in lines] == [False, False, True]
    assert "".join(line["message"]["content"] for line in lines) == "A dog."
    assert ollama_api.GENERATE.whole(asked, PARTS, 0)["response"] == "A dog."
    lines = [json.loads(line) for line in ollama_api.GENERATE.stream(asked, iter(PARTS), 0)]
    assert "".join(line["response"] for line in lines) == "A dog."
    assert llama_cpp_api.API.whole(asked, PARTS, 0)["content"] == "A dog."
    events = b"".join(llama_cpp_api.API.stream(asked, iter(PARTS), 0)).decode().split("\n\n")[:-1]
    rows = [json.loads(event.removeprefix("data: ")) for event in events]
    assert "".join(row["content"] for row in rows) == "A dog."
    assert [row["stop"] for row in rows] == [False, False, True]


def test_another_lantern_gets_probabilities_and_the_certainty() -> None:
    asked = ChatRequest((ChatMessage(True, ""),), WORDS)
    choice = openai_api.API.whole(asked, [ReplyPart(" red", -0.5, Certainty.PROBABLY)], 0)[
        "choices"
    ][0]
    assert choice["logprobs"]["content"][0]["logprob"] == -0.5
    assert choice["lantern"] == {"certainty": "probably"}
    plain = openai_api.API.whole(asked, PARTS, 0)["choices"][0]
    assert plain["logprobs"] is None
    assert "lantern" not in plain


NAMES = "role content type text image_url url images prompt image_data data id".split()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(NAMES),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@pytest.mark.parametrize(
    "read",
    [openai_api.API.read, ollama_api.CHAT.read, ollama_api.GENERATE.read, llama_cpp_api.API.read],
)
@example(data={"prompt": "What is this?", "image_data": 5, "images": 5})
@example(data={"prompt": f"USER: [img-{'9' * 5000}] What is this?"})
@given(data=JSON | st.lists(JSON, max_size=2).map(lambda rows: {"messages": rows}))
def test_any_request_is_understood_or_refused(read: Any, data: Any) -> None:
    sentence = "."
    try:
        assert isinstance(read(data), ChatRequest)
    except RefusedError as refused:
        sentence = str(refused)
    assert sentence.endswith(".")

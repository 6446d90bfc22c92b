"""Chat templates of repositories, which are never trusted."""

import json
from pathlib import Path

import pytest

from models.hub.onnx.prompts import LONGEST, ChatTemplate
from models.messages import HubError

PUBLISHED = (
    "<|im_start|>{% for message in messages %}{{message['role'] | capitalize}}"
    "{% if message['content'][0]['type'] == 'image' %}{{':'}}{% else %}{{': '}}{% endif %}"
    "{% for line in message['content'] %}{% if line['type'] == 'text' %}{{line['text']}}"
    "{% elif line['type'] == 'image' %}{{ '<image>' }}{% endif %}{% endfor %}"
    "<end_of_utterance>\n{% endfor %}"
    "{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}"
)
"""SmolVLM's."""


def template(folder: Path, text: str) -> ChatTemplate:
    (folder / "chat_template.jinja").write_text(text)
    return ChatTemplate(folder)


def test_a_published_template_is_rendered(tmp_path: Path) -> None:
    found = template(tmp_path, PUBLISHED).render("What is it?")
    assert found == "<|im_start|>User:<image>What is it?<end_of_utterance>\nAssistant:"


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("chat_template.json", {"chat_template": "A {{ bos_token }}"}),
        ("processor_config.json", {"chat_template": "A {{ bos_token }}"}),
        ("tokenizer_config.json", {"chat_template": "A {{ bos_token }}"}),
        (
            "tokenizer_config.json",
            {
                "chat_template": [
                    {"name": "tool_use", "template": "B"},
                    {"name": "default", "template": "A {{ bos_token }}"},
                ]
            },
        ),
    ],
)
def test_a_template_may_stand_in_several_files(
    tmp_path: Path, file: str, content: dict[str, object]
) -> None:
    tokens = {"bos_token": {"content": "<s>"}}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(tokens))
    (tmp_path / file).write_text(json.dumps(content | (tokens if "token" in file else {})))
    assert ChatTemplate(tmp_path).render("x") == "A <s>"


def test_marks_for_training_do_nothing(tmp_path: Path) -> None:
    text = "{% for m in messages %}{% generation %}{{ m.role }}{% endgeneration %}{% endfor %}"
    assert template(tmp_path, text).render("x") == "user"


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ messages.append(1) }}",
        "{% include '/etc/passwd' %}",
        "{{ cycler.__init__.__globals__.os.system('true') }}",
        "{{ raise_exception('no pictures') }}",
        "{{ messages[7].role }}",
        "{% for a in range(90000) %}{{ 'a' * 9 }}{% endfor %}",
        "{{ 1 // 0 }}",
    ],
)
def test_what_a_template_must_not_do_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(HubError, match="chat_template"):
        template(tmp_path, text).render("x")


def test_no_template_or_a_huge_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HubError, match="chat_template"):
        ChatTemplate(tmp_path)
    with pytest.raises(HubError, match="chat_template"):
        template(tmp_path, "a" * (LONGEST + 1))

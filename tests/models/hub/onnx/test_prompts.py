"""Chat templates of repositories, which are never trusted."""

import json
import sys
from pathlib import Path

import pytest

from models import limits
from models.hub import chat_template
from models.hub.chat_template import ChatTemplate
from models.messages import HubError

pytestmark = pytest.mark.program

PUBLISHED = (
    "<|im_start|>{% for message in messages %}{{message['role'] | capitalize}}"
    "{% if message['content'][0]['type'] == 'image' %}{{':'}}{% else %}{{': '}}{% endif %}"
    "{% for line in message['content'] %}{% if line['type'] == 'text' %}{{line['text']}}"
    "{% elif line['type'] == 'image' %}{{ '<image>' }}{% endif %}{% endfor %}"
    "<end_of_utterance>\n{% endfor %}"
    "{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}"
)
"""SmolVLM's."""


PROMPT = "{{ messages[0].content[1].text }}"


def template(folder: Path, text: str) -> ChatTemplate:
    (folder / "chat_template.jinja").write_text(text)
    return of(folder)


def of(folder: Path) -> ChatTemplate:
    found = chat_template.of_folder(folder, {})
    assert found is not None
    return found


def test_a_published_template_is_rendered(tmp_path: Path) -> None:
    found = template(tmp_path, PUBLISHED).render("What is it?")
    assert found == "<|im_start|>User:<image>What is it?<end_of_utterance>\nAssistant:"


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("chat_template.json", {"chat_template": f"A {{{{ bos_token }}}}{PROMPT}"}),
        ("processor_config.json", {"chat_template": f"A {{{{ bos_token }}}}{PROMPT}"}),
        ("tokenizer_config.json", {"chat_template": f"A {{{{ bos_token }}}}{PROMPT}"}),
        (
            "tokenizer_config.json",
            {
                "chat_template": [
                    {"name": "tool_use", "template": "B"},
                    {"name": "default", "template": f"A {{{{ bos_token }}}}{PROMPT}"},
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
    assert of(tmp_path).render("x") == "A <s>x"


def test_marks_for_training_do_nothing(tmp_path: Path) -> None:
    text = "{% generation %}{{ messages[0].role }}{% endgeneration %}" + PROMPT
    assert template(tmp_path, text).render("x") == "userx"


def test_a_template_may_name_the_prompt_more_than_once(tmp_path: Path) -> None:
    assert template(tmp_path, f"{PROMPT}, I said {PROMPT}!").render("Hi") == "Hi, I said Hi!"


def test_a_template_without_the_prompt_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HubError, match="chat_template"):
        template(tmp_path, "What is it?")


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text",
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{{ ('a' * 3000000000) | length }}",
    ],
)
def test_a_template_that_takes_too_much_time_or_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(limits, "TEMPLATE_TIME", 2.0)
    with pytest.raises(HubError, match="takes too much time or memory"):
        template(tmp_path, text + PROMPT)


def test_what_was_rendered_is_kept_as_long_as_the_template_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = template(tmp_path, f"A {PROMPT}")
    first.keep(tmp_path)
    monkeypatch.setattr(sys, "executable", "/nowhere")
    assert of(tmp_path) == first
    with pytest.raises(HubError):
        template(tmp_path, f"B {PROMPT}")


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
        template(tmp_path, text + PROMPT)


def test_a_huge_template_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HubError, match="chat_template"):
        template(tmp_path, "a" * limits.TEMPLATE + PROMPT)

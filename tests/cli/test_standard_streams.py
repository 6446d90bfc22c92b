"""Commands between others: "-" for standard input and output."""

import io
import json
import subprocess
import wave
from pathlib import Path

import cv2
import pytest

from models.interfaces import Picture
from tests.kit import pages, pdf
from tests.kit.program import ROOT, command

pytestmark = pytest.mark.program


def piped(weights: Path, data: bytes, *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        command(weights, *words), cwd=ROOT, input=data, capture_output=True, timeout=240
    )


def png(picture: Picture) -> bytes:
    return bytes(cv2.imencode(".png", picture)[1])


def test_a_photo_on_standard_input_is_described_asked_about_and_read(weights: Path) -> None:
    label = png(pages.draw([(400, 300, "Keep cool")], height=34))
    for words in (["describe", "-"], ["ask", "-", "is there a tv"], ["color", "-"]):
        result = piped(weights, label, *words, "--json")
        assert result.returncode == 0, result.stderr
        assert json.loads(result.stdout)["photo"] == "-"
    read = piped(weights, label, "read", "-", "--json")
    assert (json.loads(read.stdout)["photo"], json.loads(read.stdout)["text"]) == ("-", "Keep cool")


@pytest.mark.parametrize(
    ("language", "fault"),
    [
        ("en", "Standard input is not a photo. Choose a JPEG or PNG file."),
        ("de", "Die Standardeingabe ist kein Foto. Wählen Sie eine JPEG- oder PNG-Datei."),
        ("es", "La entrada estándar no es una foto. Elija un archivo JPEG o PNG."),
    ],
)
@pytest.mark.parametrize("name", ["describe", "read"])
def test_what_comes_on_standard_input_and_is_no_photo_is_named(
    name: str, language: str, fault: str, weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", language)
    for data in (b"", b"no photo"):
        bad = piped(weights, data, name, "-")
        assert bad.returncode == 1
        assert bad.stderr.decode() == f"{fault}\n"


def test_a_pdf_file_on_standard_input_is_read(weights: Path) -> None:
    data = pdf.written(["Dear Sir"])
    assert piped(weights, data, "read", "-").stdout == b"Dear Sir\n"


def test_a_text_on_standard_input_becomes_sound_on_standard_output(weights: Path) -> None:
    result = piped(weights, b"Good morning.\n", "say", "-", "-o", "-")
    assert result.returncode == 0, result.stderr
    with wave.open(io.BytesIO(result.stdout)) as sound:
        assert sound.getnframes() > sound.getframerate() / 4
    bad = piped(weights, b"\xff", "say", "-")
    assert (bad.returncode, bad.stdout) == (1, b"")
    assert b"Standard input is not UTF-8 text." in bad.stderr

"""The bill of materials of the Debian package."""

import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.program

ROOT = Path(__file__).parents[2]


def bill(wheels: Path) -> str:
    """What the program prints on 1 December 2026."""
    command = [sys.executable, "desktop/sbom.py", str(wheels)]
    time = {"SOURCE_DATE_EPOCH": "1796083200"}
    return subprocess.run(
        command, cwd=ROOT, env=time, check=True, capture_output=True, text=True, timeout=60
    ).stdout


def add(folder: Path, name: str, version: str, *about: str) -> str:
    """Put a wheel in a folder; gives its checksum."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        lines = ("Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *about)
        wheel.writestr(f"{name}-{version}.dist-info/METADATA", "\n".join(lines))
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_bill_names_every_package_its_version_licence_and_checksum(tmp_path: Path) -> None:
    add(tmp_path, "lantern_eyes", "0.2.0", "License-Expression: Apache-2.0")
    sums = [
        add(tmp_path, "Jinja2", "3.1", "License: UNKNOWN", "Classifier: License :: BSD"),
        add(tmp_path, "numpy", "2.0", "License-Expression: MIT AND Zlib"),
        add(tmp_path, "old_one", "1.0", "License: LGPLv2+"),
        add(tmp_path, "without", "1.0"),
    ]

    made = json.loads(bill(tmp_path))

    assert made["metadata"]["component"]["purl"] == "pkg:pypi/lantern-eyes@0.2.0"
    assert made["metadata"]["timestamp"] == "2026-12-01T00:00:00+00:00"
    parts = made["components"]
    assert {one["purl"].removeprefix("pkg:pypi/"): one.get("licenses") for one in parts} == {
        "jinja2@3.1": [{"license": {"name": "License :: BSD"}}],
        "numpy@2.0": [{"expression": "MIT AND Zlib"}],
        "old-one@1.0": [{"license": {"name": "LGPLv2+"}}],
        "without@1.0": None,
    }
    hashes = [one["hashes"] for one in parts]
    assert hashes == [[{"alg": "SHA-256", "content": digest}] for digest in sums]


def test_the_same_packages_give_the_same_bill(tmp_path: Path) -> None:
    names = ("lantern_eyes", "numpy", "vosk")
    for name in names:
        add(tmp_path / "one", name, "1.0")
    for name in reversed(names):
        add(tmp_path / "other", name, "1.0")
    assert bill(tmp_path / "one") == bill(tmp_path / "other")

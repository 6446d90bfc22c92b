"""Folders of the user's own are for nobody else, whatever the umask."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import platformdirs
import pytest

from assistant.asr.recogniser import models_folder
from assistant.runtime import remembered
from assistant.server.api_key import own_file
from assistant.settings.config import user_file
from assistant.storage.atomic_write import atomic_write
from assistant.storage.library.folder import index_file
from assistant.storage.library.photo_index import Store
from assistant.storage.memory import StoredMemory
from models.hub import archive, fetch
from tests.kit.hub_server import TINY


@pytest.fixture(params=[0o000, 0o022, 0o277])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
def test_every_folder_of_the_user_s_is_for_the_user_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = {f"XDG_{kind}_HOME": tmp_path / "new" / kind for kind in ("DATA", "STATE", "CONFIG")}
    for variable, place in places.items():
        monkeypatch.setenv(variable, str(place))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")
    StoredMemory("one").keep("my mug", np.array([1, 0], np.float32))
    index = index_file(tmp_path)
    with Store(index, "one"):
        pass
    remembered.remember("toured")
    for file in (user_file(), own_file()):
        with atomic_write(file) as out:
            out.write(b"x")
    (*_,) = fetch.pull(TINY, models_folder(), lambda: True)
    catalogue = tmp_path / "catalogue.toml"
    catalogue.write_text('[a]\ndoes=""\nurl="http://"\nsha256=""\nlicence=""\nmegabytes=1\n')
    entry = archive.entries(catalogue)["a"]
    (*_,) = archive.pull(entry, platformdirs.user_data_path("lantern") / "other")
    folders = [tmp_path / "new", *(one for one in (tmp_path / "new").rglob("*") if one.is_dir())]
    assert {models_folder(), index.parent, user_file().parent} <= {*folders}
    modes = {str(one): oct(stat.S_IMODE(one.stat().st_mode)) for one in folders}
    assert {*modes.values()} == {"0o700"}, modes

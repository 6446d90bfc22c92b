"""Complete defaults, the user's file over them, and every fault in words."""

import os
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.protocol.events import Action
from assistant.settings import config
from assistant.settings.config import ConfigError
from assistant.skills.skill import actions

ROOT = Path(__file__).parents[2]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "own.toml"


def fault(file: Path, text: str) -> str:
    """The only fault of a file with this text."""
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        config.load(file)
    assert caught.value.path == file
    (sentence,) = caught.value.faults
    assert str(caught.value) == f"The settings file {file} has an error.\n{sentence}"
    return str(sentence)


def test_the_defaults_are_complete() -> None:
    found = config.load()
    assert found == config.defaults()
    assert (found.camera.source, found.camera.width, found.camera.height) == ("0", 1280, 720)
    assert (found.voice.engine, found.voice.rate, found.voice.rate_step) == ("auto", 180, 20)
    assert found.voice.piper_voice is None
    assert (found.model.name, found.model.threads) == ("embedded", 0)
    assert found.keys[Action.DESCRIBE] == (("space",),)
    assert found.keys[Action.STOP] == (("s",), ("escape",))
    assert found.keys[Action.QUIT] == (("q", "q"),)


def test_every_action_has_a_key_by_default() -> None:
    keys = config.defaults().keys
    assert set(keys) == set(actions())
    assert all(keys.values())


def test_the_file_at_the_top_is_the_one_that_ships() -> None:
    assert (ROOT / "config.toml").samefile(config.DEFAULTS)


def test_every_setting_is_explained_above_it() -> None:
    explained = False
    for line in config.DEFAULTS.read_text().splitlines():
        assert len(line) <= 100
        if re.match(r"\w+ = ", line):
            assert explained, f"no comment above: {line}"
        else:
            explained = line.startswith("# ") or (explained and not line)


def test_pictures_are_saved_among_the_users_pictures(home: Path) -> None:
    assert config.defaults().save.folder == home / "Pictures" / "Lantern"


def test_the_users_own_file_overrides_the_defaults(home: Path) -> None:
    own = home / ".config" / "lantern" / "config.toml"
    assert config.user_file() == own
    own.parent.mkdir(parents=True)
    own.write_text(
        '[camera]\nsource = "rtsp://camera/1"\n[voice]\nvolume = 0\nrate = 500\n'
        '[keys]\nmore = ["x", "F1", "x"]\nhelp = []\n[save]\nfolder = "~/kept"\n'
    )
    found = config.load()
    assert found.camera.source == "rtsp://camera/1"
    assert found.camera.width == 1280
    assert (found.voice.volume, found.voice.rate) == (0.0, 500)
    assert found.keys[Action.MORE] == (("x",), ("f1",))
    assert found.keys[Action.HELP] == ()
    assert found.keys[Action.REPEAT] == (("r",),)
    assert found.save.folder == home / "kept"


@pytest.mark.parametrize(
    "address",
    [
        *("http://192.168.1.20:80000", "http://:8000", "http://[::1", "ftp://a", "a b"),
        *("http://192.168..1.20:8917", f"http://{'a' * 64}.local"),
    ],
)
def test_an_address_names_a_host_and_a_port_that_there_can_be(file: Path, address: str) -> None:
    file.write_text(f'[remote]\naddress = "{address}"\n')
    with pytest.raises(ConfigError, match=r"remote\.address"):
        config.load(file)
    file.write_text('[remote]\naddress = "https://[::1]:8000/v1"\n')
    assert config.load(file).remote.address == "https://[::1]:8000/v1"


def test_a_byte_order_mark_and_an_empty_file_do_no_harm(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf[voice]\nrate = 200\n")
    assert config.load(file).voice.rate == 200
    file.write_bytes(b"")
    assert config.load(file) == config.defaults()


def test_settings_cannot_be_changed() -> None:
    found = config.defaults()
    with pytest.raises(AttributeError):
        found.voice.rate = 200  # type: ignore[misc]  # what the test is about
    with pytest.raises(TypeError):
        found.keys[Action.MORE] = ()  # type: ignore[index]  # what the test is about


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "[camera]\nwidth = 12",
            "camera.width is 12. It must be a whole number from 160 to 7680.",
        ),
        (
            "[camera]\nwidth = true",
            "camera.width is true. It must be a whole number from 160 to 7680.",
        ),
        (
            "[camera]\nheight = 720.0",
            "camera.height is 720.0. It must be a whole number from 120 to 4320.",
        ),
        (
            "[camera]\nsource = 0",
            "camera.source is 0. It must be text on one line, in quotation marks.",
        ),
        ('[camera]\nsource = ""', 'camera.source is "". It must be text that is not empty.'),
        *(
            (
                f'[camera]\nsource = "{source}"',
                f'camera.source is "{source}". It must be a camera number, a path, or an '
                "address that begins with http or rtsp.",
            )
            for source in ("~nobody-of-this-name/x", "http://[fe80::1/video")
        ),
        (
            '[camera]\nfacing = "me"',
            'camera.facing is "me". It must be one of "user" or "world".',
        ),
        (
            '[camera]\nfacing = ["user"]',
            'camera.facing is [\'user\']. It must be one of "user" or "world".',
        ),
        (
            "[camera]\nwitdh = 640",
            "camera.witdh is not a setting. "
            "The settings of camera are source, width, height, facing and anticipate.",
        ),
        (
            "[cammera]\nwidth = 640",
            "cammera is not a group. "
            "The groups are camera, voice, ears, keys, model, remote, serve, phone, describe, "
            "watch, memory and save.",
        ),
        ("[ears]\npause = 0.1", "ears.pause is 0.1. It must be a number from 0.3 to 10."),
        (
            '[ears]\nengine = "siri"',
            'ears.engine is "siri". It must be one of "auto", "vosk", "whisper" or "off".',
        ),
        ("camera = 5", "camera is 5. It must be a heading, written [camera]."),
        (
            "[[camera]]\nwidth = 640",
            "camera is [{'width': 640}]. It must be a heading, written [camera].",
        ),
        ("[voice]\nvolume = nan", "voice.volume is nan. It must be a number from 0 to 1."),
        ("[voice]\nvolume = 1.1", "voice.volume is 1.1. It must be a number from 0 to 1."),
        ("[voice]\nrate = 79", "voice.rate is 79. It must be a whole number from 80 to 900."),
        ('[voice]\nearcons = "yes"', 'voice.earcons is "yes". It must be true or false.'),
        (
            "[voice]\nprint_lines = true",
            'voice.print_lines is true. It must be one of "auto", "yes" or "no".',
        ),
        (
            '[voice]\nvoice = "a\\nb"',
            'voice.voice is "a b". It must be text on one line, in quotation marks.',
        ),
        (
            '[voice]\npiper_voice = "joe.onnx"',
            'voice.piper_voice is "joe.onnx". It must be a path that begins with / or with ~/.',
        ),
        (
            '[save]\nfolder = "~nobody-of-this-name/x"',
            'save.folder is "~nobody-of-this-name/x". '
            "It must be a path that begins with / or with ~/.",
        ),
        (
            '[keys]\nmore = "m"',
            'keys.more is "m". It must be a list of keys, such as ["space", "d"].',
        ),
        (
            '[keys]\nmore = ["space"]',
            "keys.describe and keys.more both use the key space. "
            "Choose another key for one of them.",
        ),
        (
            '[keys]\nmore = ["R"]',
            "keys.more and keys.repeat both use the key r. Choose another key for one of them.",
        ),
        (
            '[keys]\nmore = ["q"]',
            "keys.more uses q and keys.quit uses q q: the first press would already act. "
            "Choose another key for one of them.",
        ),
    ],
)
def test_a_fault_names_the_key_and_what_is_allowed(file: Path, text: str, sentence: str) -> None:
    assert fault(file, text) == sentence


@pytest.mark.parametrize(
    "text",
    [
        '[camera]\nsource = "rtsp://ann:s3cret@[1/video"',
        '[remote]\naddress = "http:/ann:s3cret@home:x"',
        '[camera]\nsource = {address = "rtsp://ann:s3cret@home"}',
        'camera = "rtsp://ann:s3cret@home"',
    ],
)
def test_a_fault_of_an_address_keeps_its_password(file: Path, text: str) -> None:
    said = fault(file, text)
    assert "ann" not in said
    assert "s3cret" not in said


def test_an_unknown_key_is_reported_with_the_known_ones(file: Path) -> None:
    sentence = fault(file, '[keys]\nmore = ["spce"]')
    assert sentence.startswith("keys.more is ['spce']. It must be a list in which each key is a ")
    assert "one of space, enter, escape" in sentence


def test_an_unknown_action_is_reported_with_the_known_ones(file: Path) -> None:
    sentence = fault(file, '[keys]\ndance = ["x"]')
    assert sentence.startswith("keys.dance is not a setting. The settings of keys are describe, ")
    assert all(action in sentence for action in Action)


def test_a_group_that_an_older_version_had_is_no_fault(file: Path) -> None:
    file.write_text('[library]\nindex = "lance"\n')
    assert config.load(file) == config.defaults()


def test_all_faults_of_a_file_are_reported_together(file: Path) -> None:
    file.write_text("[camera]\nwidth = 1\nfoo = 2\n[voice]\nrate = 1\n[keys]\nmore = ['z', 'r']\n")
    with pytest.raises(ConfigError) as caught:
        config.load(file)
    assert len(caught.value.faults) == 5
    first, *rest = str(caught.value).splitlines()
    assert first == f"The settings file {file} has 5 errors."
    assert rest == [str(one) for one in caught.value.faults]


@pytest.mark.parametrize("text", ["[camera", "width", "a = 1\na = 2", "x = " + "[" * 5000])
def test_invalid_toml_is_reported_as_such(file: Path, text: str) -> None:
    assert fault(file, text).startswith("It is not valid TOML: ")


def test_a_huge_number_is_a_fault_too(file: Path) -> None:
    assert "TOML" in fault(file, "[voice]\nrate = " + "9" * 5000)


def test_a_file_far_too_large_for_settings_is_not_read(file: Path) -> None:
    file.write_bytes(b"#" * 300_000)
    assert fault(file, file.read_text()) == (
        "It has more than 256 kilobytes, too many for settings. Make it shorter."
    )
    with file.open("wb") as huge:
        huge.truncate(1 << 42)
    with pytest.raises(ConfigError, match="too many for settings"):
        config.load(file)


def test_other_encodings_are_reported(file: Path) -> None:
    file.write_bytes('[voice]\nvoice = "ü"\n'.encode("latin-1"))
    with pytest.raises(ConfigError, match="It is not UTF-8 text"):
        config.load(file)


def test_a_named_file_has_to_be_there(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.toml"):
        with pytest.raises(ConfigError, match="It does not exist, or it is not a file"):
            config.load(path)


def test_a_pipe_does_not_hang_the_start(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ConfigError, match="is not a file"):
        config.load(tmp_path / "pipe")


def test_an_unreadable_file_is_reported(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("")
    file.chmod(0)
    if os.access(file, os.R_OK):  # As root, simulate it.

        def refuse(*args: object, **kwargs: object) -> str:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)
        monkeypatch.setattr(config, "DEFAULTS", file)
    with pytest.raises(ConfigError, match=r"It could not be read: permission denied\. Make it"):
        config.load(file)


def test_a_defaults_file_without_a_setting_says_which(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "config.toml"
    copy.write_text(config.DEFAULTS.read_text().replace("rate_step = 20\n", ""))
    monkeypatch.setattr(config, "DEFAULTS", copy)
    with pytest.raises(ConfigError, match=r"voice\.rate_step is missing\. Put it back"):
        config.load()


KEYS_OF = {group: list(each) for group, each in config.checks().items()} | {"other": ["key"]}
VALUES = st.one_of(
    st.integers(-(10**6), 10**6).map(str),
    st.sampled_from(["true", "nan", "inf", '"auto"', '"/x"', '["q q"]', "[1]", "1979-05-27", "{}"]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(sorted(KEYS_OF)).flatmap(
        lambda group: st.tuples(st.just(group), st.sampled_from(KEYS_OF[group]), VALUES)
    )
)
def test_any_value_is_accepted_or_reported(file: Path, setting: tuple[str, str, str]) -> None:
    group, key, value = setting
    file.write_text(f"[{group}]\n{key} = {value}\n")
    faults: tuple[str, ...] = ()
    try:
        assert isinstance(config.load(file), config.Settings)
    except ConfigError as error:
        faults = tuple(map(str, error.faults))
    assert all(group in fault and fault.endswith(".") for fault in faults)


def test_in_spite_of_faults_the_rest_of_the_file_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    file = config.user_file()
    file.parent.mkdir(parents=True)
    file.write_text('[voice]\nrate = "fast"\nlanguage = "de"\n[keys]\ndescribe = "t"\n', "utf-8")
    settings = config.load_in_spite_of_faults()
    assert (settings.voice.rate, settings.voice.language) == (config.defaults().voice.rate, "de")
    assert settings.keys == config.defaults().keys
    said = str(settings.fault)
    assert "has 2 errors" in said
    assert 'voice.rate is "fast"' in said
    assert said.endswith("I use the default until you correct it.")
    file.write_text("[voice", "utf-8")
    settings = config.load_in_spite_of_faults()
    assert replace(settings, fault=None) == config.defaults()
    assert "is not valid TOML" in str(settings.fault)
    file.unlink()
    assert config.load_in_spite_of_faults() == config.defaults()


def test_what_version_0_1_stored_is_taken_over() -> None:
    file = Path(__file__).with_name("settings-0.1.toml")
    found = config.load(file)
    stored = tomllib.loads(file.read_text())
    # There is only one index now, so that nobody chooses it.
    del stored["library"]
    for table, values in stored.items():
        for name, value in values.items():
            if table == "keys":
                assert [" ".join(chord) for chord in found.keys[name]] == value
            elif (table, name) == ("save", "folder"):
                assert found.save.folder == Path("~/pictures").expanduser()
            else:
                # What is empty in the file is None.
                assert (getattr(getattr(found, table), name) or "") == (value or "")

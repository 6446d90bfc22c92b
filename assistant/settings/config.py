"""The settings: config.toml, overridden by the user's own file."""

import re
import tomllib
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeAlias, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

import platformdirs

from assistant.keys.key_parser import Chord, parse_chord
from assistant.protocol.choices import Verbosity
from assistant.protocol.printable import without_credentials
from assistant.protocol.spoken import Message, Spoken
from assistant.saying.messages.faults_lines import Allowed, SettingsFault
from assistant.saying.messages.files_lines import reason
from assistant.skills.skill import actions, all_skills
from models import limits
from models.system.reach import check_reach

_CARRIED: Final = Path(__file__).with_name("config.toml")
DEFAULTS: Final = _CARRIED if _CARRIED.exists() else Path(__file__).parents[2] / "config.toml"
"""The file with every setting: beside this module in a wheel, at the top of a checkout."""
GONE: Final = ("library",)
"""Groups of older versions. A file that still has one is not at fault."""
SLOWEST, FASTEST = 80, 900
"""The range of speech rates, in words a minute."""


class ConfigError(Exception):
    """A settings file has faults."""

    def __init__(
        self, path: Path, faults: Iterable[Message], others: "Settings | None" = None
    ) -> None:
        """`others`: the settings with the defaults for those that are faulty."""
        self.path = path
        self.faults = tuple(faults)
        self.others = others
        count = SettingsFault.COUNT.said(path=path, count=len(self.faults))
        self.spoken = Spoken.of(count, self.faults[0])
        """As much as a listener can remember."""
        self.lines = (count, *self.faults)
        super().__init__(*self.lines)

    def __str__(self) -> str:
        """The faults in English, a line each."""
        return "\n".join(map(str, self.lines))


Check: TypeAlias = Callable[[Any], Any]
"""Converts a TOML value to a setting; raises ValueError, which says what is allowed."""


def _text(value: Any) -> str:
    if isinstance(value, str) and value.isprintable():
        return value
    raise ValueError(Allowed.TEXT.said())


def _nonempty(value: Any) -> str:
    if text := _text(value):
        return text
    raise ValueError(Allowed.NOT_EMPTY.said())


def _source(value: Any) -> str:
    """The number of a camera, a path or an address."""
    text = _nonempty(value)
    try:
        urlsplit(text)
        Path(text).expanduser()
    except (ValueError, RuntimeError):
        raise ValueError(Allowed.SOURCE.said(one="http", other="rtsp")) from None
    return text


def _address(value: Any) -> str:
    """The address of an HTTP server, or empty."""
    text = _text(value)
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        # Raises ValueError for a name with an empty or overlong part, as connecting would.
        (parts.hostname or "").encode("idna")
    except ValueError:
        good = False
    if not text or (good and not re.search(r"\s", text)):
        return text
    raise ValueError(Allowed.ADDRESS.said(one="http://", other="https://"))


def _number(base: type[int] | type[float], low: float, high: float, value: Any) -> float:
    if isinstance(value, int | base) and not isinstance(value, bool) and low <= value <= high:
        return base(value)
    allowed = Allowed.WHOLE_NUMBER if base is int else Allowed.NUMBER
    raise ValueError(allowed.said(low=low, high=high))


def _path(value: Any) -> Path | None:
    """An absolute path, or None for an empty text."""
    text = _text(value)
    try:
        path = Path(text).expanduser() if text else None
    except RuntimeError:
        path = Path()
    if path is None or path.is_absolute():
        return path
    raise ValueError(Allowed.PATH.said(one="/", other="~/"))


def _pictures_path(value: Any) -> Path:
    return _path(value) or platformdirs.user_pictures_path() / "Lantern"


def _chords(value: Any) -> tuple[Chord, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise ValueError(Allowed.KEYS.said(example='["space", "d"]'))
    try:
        return tuple(dict.fromkeys(parse_chord(text) for text in value))
    except ValueError as allowed:
        raise ValueError(Allowed.EACH_KEY.said(allowed=allowed)) from allowed


def _bool(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError(Allowed.TRUE_OR_FALSE.said())


def _one_of(names: tuple[str, ...], value: Any) -> str:
    if isinstance(value, str) and value in names:
        return value
    choices = _listed((f'"{name}"' for name in names), Allowed.OR)
    raise ValueError(Allowed.ONE_OF.said(names=choices))


FilePath: TypeAlias = Annotated[Path | None, _path]


@dataclass(frozen=True, slots=True)
class CameraSettings:
    """Where pictures come from."""

    source: Annotated[str, _source]
    width: Annotated[int, (160, 7680)]
    height: Annotated[int, (120, 4320)]
    facing: Literal["user", "world"]
    anticipate: bool


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """How Lantern speaks."""

    engine: Literal["auto", "pyttsx3", "espeak-ng", "piper", "speech-dispatcher", "orca", "print"]
    voice: str
    language: str
    piper_voice: FilePath
    rate: Annotated[int, (SLOWEST, FASTEST)]
    rate_step: Annotated[int, (1, 200)]
    volume: Annotated[float, (0, 1)]
    earcons: bool
    print_lines: Literal["auto", "yes", "no"]


@dataclass(frozen=True, slots=True)
class EarsConfig:
    """How questions are heard."""

    engine: Literal["auto", "vosk", "whisper", "off"]
    language: str
    microphone: str
    pause: Annotated[float, (0.3, 10)]
    longest: Annotated[float, (3, 60)]
    shortest: Annotated[float, (0, 2)]
    patience: Annotated[float, (2, 30)]
    certain: Annotated[float, (0, 1)]
    keep_open: bool


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """What looks at the pictures."""

    name: Annotated[str, _nonempty]
    towers: Annotated[str, _nonempty]
    device: Literal["auto", "cpu", "cuda", "mps", "openvino"]
    threads: Annotated[int, (0, 256)]


@dataclass(frozen=True, slots=True)
class RemoteSettings:
    """A server that looks at the pictures."""

    address: Annotated[str, _address]
    model: str
    gguf: str
    key_file: FilePath
    allow_public: bool
    patience: Annotated[float, (1, 8)]


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """Where Lantern answers other programs and computers."""

    address: Annotated[str, _nonempty]
    port: Annotated[int, (1, 65535)]
    key: str
    key_file: FilePath


@dataclass(frozen=True, slots=True)
class PhoneSettings:
    """Where the page for phones is."""

    address: str
    port: Annotated[int, (1, 65535)]


@dataclass(frozen=True, slots=True)
class DescribeSettings:
    """How much a description says."""

    words: Verbosity


@dataclass(frozen=True, slots=True)
class WatchSettings:
    """How often watching may speak."""

    pause: Annotated[float, (2, 600)]


@dataclass(frozen=True, slots=True)
class RememberedSettings:
    """What is remembered of the pictures."""

    sightings: bool


@dataclass(frozen=True, slots=True)
class SaveSettings:
    """Where pictures are saved."""

    folder: Annotated[Path, _pictures_path]


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, checked."""

    camera: CameraSettings
    voice: VoiceSettings
    ears: EarsConfig
    keys: Mapping[str, tuple[Chord, ...]]
    model: ModelSettings
    remote: RemoteSettings
    serve: ServeSettings
    phone: PhoneSettings
    describe: DescribeSettings
    watch: WatchSettings
    memory: RememberedSettings
    save: SaveSettings
    skills: tuple[Any, ...]
    """What skills declare for themselves as `Skill.settings`."""
    fault: Spoken | None = None
    """What is wrong in the user's file, where defaults take its place."""


def _check(kind: Any) -> Check:
    """The check that a field's type asks for."""
    if kind in (bool, str):
        return _bool if kind is bool else _text
    if get_origin(kind) is Literal:
        return partial(_one_of, get_args(kind))
    base, check = get_args(kind)
    own: Check = partial(_number, base, *check) if isinstance(check, tuple) else check
    return own


_GROUPS: dict[str, type] = get_type_hints(Settings)
del _GROUPS["skills"], _GROUPS["fault"]


def checks() -> Mapping[str, Mapping[str, Check]]:
    """The check of every setting, by group and name."""
    kinds = _GROUPS | {name: type(own) for name, own in _own_groups().items()}
    keys = dict.fromkeys(map(str, actions()), _chords)
    return {name: keys if name == "keys" else _checks_of(kind) for name, kind in kinds.items()}


def _checks_of(group: type) -> Mapping[str, Check]:
    hints = get_type_hints(group, include_extras=True)
    return {name: _check(kind) for name, kind in hints.items()}


def _own_groups() -> dict[str, Any]:
    """The groups that skills declare, by name, with their defaults."""
    return {one.name: one.settings for one in all_skills().values() if one.settings is not None}


def user_file() -> Path:
    """The path of the user's own settings file, which need not exist."""
    return platformdirs.user_config_path("lantern") / "config.toml"


def defaults() -> Settings:
    """The settings without any file of the user."""
    return _settings(DEFAULTS, {})


def load(path: Path | None = None) -> Settings:
    """The defaults, overridden by `path`, or else by the user's own file if there is one.

    Raises ConfigError with all faults of the file.
    """
    if path is None:
        path = user_file()
        try:
            path.stat()
        except FileNotFoundError:
            return defaults()
        except OSError:
            pass  # Reading it gives the reason.
    return _settings(path, _parsed(path))


def load_in_spite_of_faults() -> Settings:
    """Like `load`, but uses the default for whatever is wrong in the user's file."""
    try:
        return load()
    except ConfigError as error:
        fault = Spoken.of(error.spoken, SettingsFault.DEFAULTS.said())
        return replace(error.others or defaults(), fault=fault)


def spoken_language() -> str:
    """The setting `voice.language`."""
    return load_in_spite_of_faults().voice.language


def _parsed(file: Path) -> dict[str, Any]:
    try:
        check_reach(file)
        if not file.is_file():
            raise ConfigError(file, [SettingsFault.NO_FILE.said()])
        with file.open("rb") as opened:
            data = opened.read(limits.SETTINGS_FILE + 1)
        if len(data) > limits.SETTINGS_FILE:
            raise ConfigError(
                file, [SettingsFault.TOO_LONG.said(most=limits.SETTINGS_FILE // limits.KIB)]
            )
        if data.count(b".") > limits.SETTINGS_DOTS:
            raise ValueError("it has too many dots")
        return tomllib.loads(data.decode("utf-8-sig"))
    except OSError as error:
        raise ConfigError(file, [SettingsFault.UNREADABLE.said(reason=reason(error))]) from error
    except UnicodeDecodeError as error:
        raise ConfigError(file, [SettingsFault.NOT_TEXT.said()]) from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(file, [SettingsFault.NOT_TOML.said(reason=error)]) from error


def _settings(file: Path, tables: dict[str, Any]) -> Settings:
    """Lay the tables of `file` over the defaults; ConfigError if either has a fault."""
    known = checks()
    values, faults = _checked(_parsed(DEFAULTS), known)
    for skill in all_skills().values():
        if skill.key:
            values["keys"].setdefault(skill.name, (parse_chord(skill.key),))
        if skill.settings is not None:
            values[skill.name] = asdict(skill.settings) | values[skill.name]
    faults += [
        SettingsFault.MISSING.said(setting=f"{group}.{name}")
        for group, each in known.items()
        for name in each
        if name not in values[group]
    ]
    if faults:
        raise ConfigError(DEFAULTS, faults)
    own, faults = _checked(tables, known)
    usual_keys = dict(values["keys"])
    for group in known:
        values[group] |= own[group]
    keys = {action: values["keys"][action] for action in actions()}
    if shared := _shared_keys(keys):
        faults += shared
        keys = {action: usual_keys[action] for action in actions()}
    groups: dict[str, Any] = {
        name: types.MappingProxyType(keys) if name == "keys" else kind(**values[name])
        for name, kind in _GROUPS.items()
    }
    skills = tuple(replace(usual, **values[name]) for name, usual in _own_groups().items())
    settings = Settings(skills=skills, **groups)
    if faults:
        raise ConfigError(file, faults, settings)
    return settings


def _checked(
    tables: dict[str, Any], known: Mapping[str, Mapping[str, Check]]
) -> tuple[dict[str, dict[str, Any]], list[Message]]:
    """The good values of a file by group and name, and a sentence for each fault."""
    values: dict[str, dict[str, Any]] = {group: {} for group in known}
    faults: list[Message] = []
    for group, table in tables.items():
        if group in GONE:
            continue
        if group not in known:
            faults.append(SettingsFault.NO_GROUP.said(group=group, groups=_listed(known)))
        elif not isinstance(table, dict):
            about = {"group": group, "value": _shown(table), "heading": f"[{group}]"}
            faults.append(SettingsFault.NO_HEADING.said(**about))
        else:
            faults += _take(group, table, known[group], values[group])
    return values, faults


def _take(
    group: str, table: dict[str, Any], known: Mapping[str, Check], values: dict[str, Any]
) -> Iterator[Message]:
    """Add a group's good values to `values`; gives a sentence for each fault."""
    for name, value in table.items():
        setting = f"{group}.{name}"
        if name not in known:
            names = _listed(known)
            yield SettingsFault.NO_SETTING.said(setting=setting, group=group, settings=names)
            continue
        try:
            values[name] = known[name](value)
        except ValueError as allowed:
            shown = _shown(value)
            yield SettingsFault.VALUE.said(setting=setting, value=shown, allowed=allowed)


def _shared_keys(keys: Mapping[str, tuple[Chord, ...]]) -> list[Message]:
    """A fault for each key that two actions share, or that begins the keys of another."""
    faults = []
    pairs = [(action, chord) for action, chords in keys.items() for chord in chords]
    for (action, chord), (other, second) in combinations(pairs, 2):
        shorter, longer = sorted((chord, second), key=len)
        if longer[: len(shorter)] != shorter:
            continue
        about = {"one": f"keys.{action}", "other": f"keys.{other}", "key": " ".join(chord)}
        if shorter == longer:
            faults.append(SettingsFault.SAME_KEY.said(**about))
        else:
            faults.append(SettingsFault.FIRST_KEY.said(**about, second=" ".join(second)))
    return faults


def _listed(names: Iterable[str], link: Allowed = Allowed.AND) -> Message | str:
    """Names as they are said: "a, b and c"."""
    *most, last = names
    return link.said(most=", ".join(most), last=last) if most else last


def _shown(value: Any) -> str:
    """A value as the user may have written it, cut after 40 characters."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = f'"{value}"' if isinstance(value, str) else str(value)
    text = "".join(c if c.isprintable() else " " for c in without_credentials(text))
    return text if len(text) <= 40 else text[:40] + "…"

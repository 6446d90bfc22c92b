"""The settings: config.toml, overridden by the user's own file."""

import re
import tomllib
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

import platformdirs

from assistant.keys.key_parser import Chord, parse_chord
from assistant.protocol.choices import Verbosity
from assistant.protocol.events import Action
from assistant.saying.messages.files_lines import reason
from assistant.saying.messages.settings_lines import Allowed, SettingsFault
from assistant.settings.config_checks import is_source, shared_keys
from assistant.settings.config_words import ConfigError as ConfigError
from assistant.settings.config_words import listed as _listed
from assistant.settings.config_words import shown as _shown

_CARRIED: Final = Path(__file__).with_name("config.toml")
DEFAULTS: Final = _CARRIED if _CARRIED.exists() else Path(__file__).parents[2] / "config.toml"
"""The file with every setting: a wheel carries it beside this module, a checkout at its top."""
SLOWEST, FASTEST = 80, 500
"""Rates of speech, in words a minute."""


@dataclass(frozen=True, slots=True)
class _Span:
    """The smallest and the largest number allowed."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class _EmptyMeans:
    """The path that stands for an empty text."""

    path: Callable[[], Path]


@dataclass(frozen=True, slots=True)
class _Address:
    """An address on the web, or empty."""


@dataclass(frozen=True, slots=True)
class _Source:
    """The number of a camera, a path or an address."""


@dataclass(frozen=True, slots=True)
class CameraSettings:
    """Where pictures come from."""

    source: Annotated[str, _Source()]
    width: Annotated[int, _Span(160, 7680)]
    height: Annotated[int, _Span(120, 4320)]
    facing: Literal["user", "world"]


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """How Lantern speaks."""

    engine: Literal["auto", "pyttsx3", "espeak-ng", "piper", "speech-dispatcher", "orca"]
    voice: str
    language: str
    piper_voice: Path | None
    rate: Annotated[int, _Span(SLOWEST, FASTEST)]
    rate_step: Annotated[int, _Span(1, 200)]
    volume: Annotated[float, _Span(0, 1)]
    earcons: bool
    print_lines: Literal["auto", "yes", "no"]


@dataclass(frozen=True, slots=True)
class EarsConfig:
    """How questions are heard."""

    engine: Literal["auto", "vosk", "whisper", "off"]
    language: str
    microphone: str
    pause: Annotated[float, _Span(0.3, 10)]
    longest: Annotated[float, _Span(3, 60)]
    shortest: Annotated[float, _Span(0, 2)]
    patience: Annotated[float, _Span(2, 30)]
    certain: Annotated[float, _Span(0, 1)]
    keep_open: bool


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """What looks at the pictures."""

    name: str
    towers: str
    device: Literal["auto", "cpu", "cuda", "mps", "openvino"]
    threads: Annotated[int, _Span(0, 256)]


@dataclass(frozen=True, slots=True)
class RemoteSettings:
    """A server that looks at the pictures."""

    address: Annotated[str, _Address()]
    model: str
    key_file: Path | None
    allow_public: bool
    patience: Annotated[float, _Span(1, 8)]


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """Where Lantern answers other programs and computers."""

    address: str
    port: Annotated[int, _Span(1, 65535)]
    key: str
    key_file: Path | None


@dataclass(frozen=True, slots=True)
class DescribeSettings:
    """How much a description says."""

    words: Verbosity


@dataclass(frozen=True, slots=True)
class WatchSettings:
    """How often watching may speak."""

    pause: Annotated[float, _Span(2, 600)]


@dataclass(frozen=True, slots=True)
class RememberedSettings:
    """What is remembered of what was seen."""

    sightings: bool


@dataclass(frozen=True, slots=True)
class LibrarySettings:
    """How the photos of a folder are searched."""

    index: Literal["faiss", "lance"]


@dataclass(frozen=True, slots=True)
class SaveSettings:
    """Where pictures are kept."""

    folder: Annotated[Path, _EmptyMeans(lambda: platformdirs.user_pictures_path() / "Lantern")]


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, checked."""

    camera: CameraSettings
    voice: VoiceSettings
    ears: EarsConfig
    keys: Mapping[Action, tuple[Chord, ...]]
    model: ModelSettings
    remote: RemoteSettings
    serve: ServeSettings
    describe: DescribeSettings
    watch: WatchSettings
    memory: RememberedSettings
    library: LibrarySettings
    save: SaveSettings


_GROUP_NAMES = tuple(field.name for field in fields(Settings))
_GROUPS: dict[str, type] = {
    name: kind for name, kind in get_type_hints(Settings).items() if name != "keys"
}
_NEEDED = {
    ("camera", "source"),
    ("model", "name"),
    ("model", "towers"),
    ("serve", "address"),
}


def user_file() -> Path:
    """Give the place of the user's own settings file, whether it is there or not."""
    return platformdirs.user_config_path("lantern") / "config.toml"


def defaults() -> Settings:
    """Give the settings as they are without any file of the user."""
    return _settings(DEFAULTS, {})


def load(path: Path | None = None) -> Settings:
    """Give the defaults, overridden by `path`, or by the user's own file where there is one.

    Raises ConfigError with all faults of the file.
    """
    file = user_file() if path is None else path
    if path is None and not _is_there(file):
        return defaults()
    return _settings(file, _parsed(file))


def spoken_language() -> str:
    """Give the setting `voice.language`; empty where the user's file has a fault."""
    try:
        return load().voice.language
    except ConfigError:
        return ""


def _is_there(file: Path) -> bool:
    try:
        file.stat()
    except FileNotFoundError:
        return False
    except OSError:
        return True  # Opening it tells the user what is wrong.
    return True


def _parsed(file: Path) -> dict[str, Any]:
    """Read a TOML file; ConfigError if that fails."""
    try:
        if not file.is_file():
            raise ConfigError(file, [SettingsFault.NO_FILE.said()])
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        fault = SettingsFault.UNREADABLE.said(reason=reason(error))
        raise ConfigError(file, [fault]) from error
    except UnicodeDecodeError as error:
        raise ConfigError(file, [SettingsFault.NOT_TEXT.said()]) from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(file, [SettingsFault.NOT_TOML.said(reason=error)]) from error


_Values = dict[tuple[str, str], Any]
"""Checked values by group and key."""


def _settings(file: Path, tables: dict[str, Any]) -> Settings:
    """Lay the tables of `file` over the defaults; ConfigError if either is wrong."""
    base, faults = _checked(_parsed(DEFAULTS))
    faults += _missing(base)
    if faults:
        raise ConfigError(DEFAULTS, faults)
    own, faults = _checked(tables)
    values = base | own
    keys = {action: values["keys", action.value] for action in Action}
    faults += shared_keys(keys)
    if faults:
        raise ConfigError(file, faults)
    groups = {
        group: made(**{field.name: values[group, field.name] for field in fields(made)})
        for group, made in _GROUPS.items()
    }
    return Settings(keys=types.MappingProxyType(keys), **groups)


def _known(group: str) -> dict[str, Any]:
    """The settings of a group, each with its type."""
    if group == "keys":
        return {action.value: tuple[Chord, ...] for action in Action}
    return get_type_hints(_GROUPS[group], include_extras=True)


def _checked(tables: dict[str, Any]) -> tuple[_Values, list[str]]:
    """The good values of a file, and a sentence for each fault."""
    values: _Values = {}
    faults: list[str] = []
    for group, table in tables.items():
        if group not in _GROUP_NAMES:
            groups = _listed(_GROUP_NAMES)
            faults.append(SettingsFault.NO_GROUP.said(group=group, groups=groups))
        elif not isinstance(table, dict):
            about = {"group": group, "value": _shown(table), "heading": f"[{group}]"}
            faults.append(SettingsFault.NO_HEADING.said(**about))
        else:
            for key, value in table.items():
                known, name = _known(group), f"{group}.{key}"
                if key not in known:
                    about = {"setting": name, "group": group, "settings": _listed(known)}
                    faults.append(SettingsFault.NO_SETTING.said(**about))
                    continue
                try:
                    checked = _value(known[key], value)
                    if checked == "" and (group, key) in _NEEDED:
                        raise ValueError(Allowed.NOT_EMPTY.said())
                except ValueError as allowed:
                    about = {"setting": name, "value": _shown(value), "allowed": str(allowed)}
                    faults.append(SettingsFault.VALUE.said(**about))
                else:
                    values[group, key] = checked
    return values, faults


def _missing(values: _Values) -> list[str]:
    return [
        SettingsFault.MISSING.said(setting=f"{group}.{key}")
        for group in _GROUP_NAMES
        for key in _known(group)
        if (group, key) not in values
    ]


def _value(kind: Any, value: Any) -> Any:
    """The value as its setting's type; ValueError, with what is allowed, if it is not that."""
    if kind == tuple[Chord, ...]:
        return _chords(value)
    if get_origin(kind) is Literal:
        if isinstance(value, str) and value in get_args(kind):
            return value
        names = _listed((f'"{name}"' for name in get_args(kind)), Allowed.OR)
        raise ValueError(Allowed.ONE_OF.said(names=names))
    if kind is bool:
        if isinstance(value, bool):
            return value
        raise ValueError(Allowed.TRUE_OR_FALSE.said())
    if kind is str:
        return _text(value)
    if kind == Path | None:
        return _path(value) if _text(value) else None
    base, limit = get_args(kind)
    if isinstance(limit, _EmptyMeans):
        return _path(value) if _text(value) else limit.path()
    if isinstance(limit, _Address):
        if not _text(value) or _is_address(value):
            return value
        raise ValueError(Allowed.ADDRESS.said(one="http://", other="https://"))
    if isinstance(limit, _Source):
        if is_source(_text(value)):
            return value
        raise ValueError(Allowed.SOURCE.said(one="http", other="rtsp"))
    return _number(base, limit, value)


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        whole = bool(parts.hostname) and parts.port != 0 and not re.search(r"\s", text)
        # Raises ValueError for a name with an empty or too long part, as opening it would.
        (parts.hostname or "").encode("idna")
    except ValueError:
        return False
    return whole and parts.scheme in ("http", "https")


def _number(base: type, span: _Span, value: Any) -> float:
    good = isinstance(value, int if base is int else (int, float)) and not isinstance(value, bool)
    if good and span.low <= value <= span.high:
        return int(value) if base is int else float(value)
    allowed = Allowed.WHOLE_NUMBER if base is int else Allowed.NUMBER
    raise ValueError(allowed.said(low=span.low, high=span.high))


def _text(value: Any) -> str:
    if isinstance(value, str) and value.isprintable():
        return value
    raise ValueError(Allowed.TEXT.said())


def _path(text: str) -> Path:
    try:
        path = Path(text).expanduser()
    except RuntimeError:
        path = Path()
    if path.is_absolute():
        return path
    raise ValueError(Allowed.PATH.said(one="/", other="~/"))


def _chords(value: Any) -> tuple[Chord, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise ValueError(Allowed.KEYS.said(example='["space", "d"]'))
    try:
        return tuple(dict.fromkeys(parse_chord(text) for text in value))
    except ValueError as allowed:
        raise ValueError(Allowed.EACH_KEY.said(allowed=allowed)) from allowed

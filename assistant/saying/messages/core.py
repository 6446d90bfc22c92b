"""The sentences that most rooms share, in English, through gettext.

`Line.READY.said()` gives the text in the language in use; a catalogue that lacks it leaves it in
English.
"""

from collections.abc import Iterator, Mapping, Sequence

from assistant.protocol.faults import CameraFault, MicrophoneFault, SoundFault
from assistant.saying.language import Phrase, counted
from assistant.saying.messages.keys_lines import SIGNS, KeyName
from assistant.saying.messages.sources_lines import source_name
from models.interfaces import Problem

MINUTES_FROM = 120
"""Seconds from which an age is told in minutes."""


class Line(Phrase):
    """The sentences, by what they are for; names in braces are filled in."""

    READY = "Ready."
    STILL_STARTING = "Still starting. One moment."
    GOODBYE = "Goodbye."
    LIST_AND = "{first} and {last}"
    PICTURES_IN_ENGLISH = "What is in the picture I say in English only."

    NOTHING_YET = "Nothing has been said yet."
    NOTHING_BEFORE = "There is nothing before that."
    NO_PICTURE = "There is no picture yet. Press {key} first."
    RATE = "{rate}."
    RATE_FASTEST = "{rate}, the fastest."
    RATE_SLOWEST = "{rate}, the slowest."
    RATE_OF_ORCA = "Orca speaks at its own speed. Change it there."
    SAVED = "Saved as {name} in the folder {folder}."
    SAVE_DISK_FULL = (
        "The picture is not saved. The disk is full: make room, then press {key} again."
    )
    SAVE_CUT_OFF = "The disk is slow: the last picture may not be saved. Look in its folder."
    SAVE_FAILED = (
        "The picture is not saved: {reason}. "
        "Choose another folder in the settings instead of {folder}."
    )
    WORK_LATE = "I could not finish with this picture. Press {key} to try again."
    WORK_FAILED = "Something went wrong with this picture. Press {key} to try again."

    START_FAILED = "Lantern could not start. Start it again."
    MODEL_FAILED = "The model does not load: {reason}. Install Lantern again."
    CRASHED = "Lantern has failed and ends. Start it again."

    STATUS_CAMERA = "{camera}: working."
    STATUS_CAMERA_WAITS = "{camera}: no picture yet."
    STATUS_VOICE = "Voice {voice}, {rate}, model {model}."
    STATUS_VOICE_OF_ORCA = "Voice {voice}, model {model}."
    STATUS_NO_VOICE = "There is no sound. The model is {model}."
    STATUS_EARS = "{recogniser} hears your questions, the microphone is shut."
    STATUS_EARS_OPEN = "{recogniser} hears your questions, the microphone is open."
    STATUS_EARS_LOADING = "What hears your questions is loading."

    HELP_FIRST = (
        "{describe} describes what is in front of the camera. {ask} asks a question aloud, and "
        "once more ends it. {quit} quits. {help} again: all keys."
    )
    HELP_WORKING = "I am looking at a picture. {stop} ends that. {help} again: all keys."
    HELP_PICTURE = (
        "{more}: more about this picture. {ask}: ask about it. {repeat}: say it again. "
        "{save}: save it. "
        "{describe}: a new picture. {help} again: all keys."
    )
    HELP_LISTENED = (
        "I was listening, and have stopped. {ask} listens again, and once more ends the question. "
        "{help} again: all keys."
    )
    HELP_RECOGNISING = "I am working out what you asked. {stop} ends that. {help} again: all keys."
    HELP_OFFER = "{yes} means yes. {ask} asks again. {stop} leaves it. {help} again: all keys."
    KEY_DESCRIBE = "{key}: describe."
    KEY_ASK = "{key}: ask aloud, and once more to end the question."
    KEY_TYPE = "{key}: type a question."
    KEY_MORE = "{key}: more about the same picture."
    KEY_VERIFY = "{key}: look again and check the last answer."
    KEY_REPEAT = "{key}: say again."
    KEY_PREVIOUS = "{key}: the one before."
    KEY_STOP = "{key}: silence."
    KEY_YES = "{key}: yes, when Lantern asked something."
    KEY_FASTER = "{key}: faster."
    KEY_SLOWER = "{key}: slower."
    KEY_STATUS = "{key}: how things stand."
    KEY_SAVE = "{key}: save this picture and what was said."
    KEY_KEEP = "{key}: keep this under a name, which you say after the tone."
    KEY_READ = "{key}: read the text."
    KEY_NEXT_LINE = "{key}: in a text, the next line; in the settings, the next value."
    KEY_PREVIOUS_LINE = "{key}: in a text, the line before; in the settings, the value before."
    KEY_TOP = "{key}: read the text from the top; in the settings, the one before."
    KEY_SPELL = "{key}: spell a word of the line, then the next; in the settings, the next one."
    KEY_WATCH = "{key}: watch, and say what is new; once more to end it."
    KEY_SETTINGS = "{key}: settings, such as voice and camera; once more to keep them."
    KEY_FIND = "{key}: find a thing, which you name after the tone."
    KEY_COLOUR = "{key}: the colour in the middle."
    KEY_LIGHT = "{key}: a tone that follows the light; any key ends it."
    KEY_WHERE = "{key}: what is where."
    KEY_HELP = "{key}: help."
    KEY_QUIT = "{key}: quit."

    KEY_TWICE = "{key} twice"
    KEY_AND_THEN = "{key} and then {other}"
    KEY_BY_TRIGGER = "the trigger {action}"

    CAMERA_MISSING = "There is no camera. Plug one in."
    CAMERA_OTHER = "{source} is not there, but another one is. Choose it in the settings."
    CAMERA_BUSY = "Another program holds the camera. Close that program."
    CAMERA_REFUSED = (
        "The camera is not open to you. Add yourself to the group video and log in again."
    )
    CAMERA_UNPLUGGED = "The camera is unplugged. Plug it in again."
    CAMERA_STALLED = "The camera gives no pictures. Unplug it and plug it in again."
    CAMERA_FROZEN = "The camera is stuck on one picture. Unplug it and plug it in again."
    NETWORK_CAMERA_LOST = "The network camera gives no pictures. Check that it is on and reachable."
    NETWORK_CAMERA_REFUSED = (
        "The network camera refuses. Check its address, name and password in the settings."
    )
    FILE_LOST = "The {source} cannot be shown. Check the source of the camera in the settings."
    CAMERA_BACK = "The camera is back."
    FRAME_MISSED = "The camera does not answer. Check its cable and press {key} again."

    SOUND_MISSING = "There is no sound card. Plug in headphones or a speaker."
    SOUND_LOST = "The sound card is gone. Plug it in again."
    SOUND_HANGING = "The sound system does not answer. Log out and in again."
    SOUND_MUTED = "The sound is muted. Turn up the volume."
    SOUND_NOT_INSTALLED = "The sound library is missing. Install the package libportaudio2."
    SOUND_NOWHERE = "The sound goes nowhere. Plug in headphones or a speaker."
    SOUND_NO_VOICE = "No voice can speak. Install espeak-ng."
    SOUND_BACK = "Sound is back."

    MICROPHONE_MISSING = "There is no microphone. Plug one in, or press {type} to type."
    MICROPHONE_LOST = "The microphone is gone. Plug it in again, or press {type} to type."
    MICROPHONE_SILENT = "The microphone gives no sound. Unmute it, or press {type} to type."
    MICROPHONE_NOT_INSTALLED = (
        "The sound library is missing. Install the package libportaudio2, or press {type} to type."
    )
    MICROPHONE_BACK = "The microphone is back."
    EARS_LATE = "I could not listen. Press {key} and ask again."
    EARS_LATE_NAME = "I could not listen. Press {key} and say it after the tone."
    EARS_FAILED = "Listening could not start. Press {key} to type, or start Lantern again."
    EARS_OFF = "Listening is switched off in the settings. Press {key} to type."

    HEARD_NOTHING = "I heard nothing. Press {key} and ask again."
    TOO_SHORT = "That was too short. Press {key} and ask again."
    NOT_UNDERSTOOD = "I did not understand. Press {key} and ask again."
    NOT_UNDERSTOOD_TYPED = "I did not understand. Press {key} and use other words."
    ASK_IN_ENGLISH = (
        "I can't answer: {question} Most questions I understand in English only. {type} types one, "
        "{describe} describes, {read} reads."
    )
    NOT_IN_ENGLISH = "I understand this question in English only. Ask it in English."
    DID_YOU_ASK = "Did you ask: {question} Press {yes}, or {ask} to ask again."
    REALLY_QUIT = "Do you want to end Lantern? Press {yes}, or say yes."
    NOTHING_ASKED = "I did not ask anything."
    PICTURE_AGE = counted(
        "The picture is {count} second old.", "The picture is {count} seconds old."
    )
    PICTURE_AGE_MINUTES = counted(
        "The picture is {count} minute old.", "The picture is {count} minutes old."
    )
    TYPE = "Type your question."
    TYPE_IN_TERMINAL = "Questions are typed in the terminal of Lantern. Press {key} there."
    TYPING_OVER = "No question."
    TYPING_FULL = "No more letters fit. Press Enter to ask."
    YOU_ASKED = "You asked: {question} {answer}"

    PROBLEM_DARK = "I can't tell. It is too dark: turn on a light."
    PROBLEM_BRIGHT = "I can't tell. It is too bright: turn away from the light."
    PROBLEM_BLURRED = "I can't tell. The picture is blurred: hold still."
    PROBLEM_COVERED = "I can't tell. The camera is covered: uncover it."
    PROBLEM_BLANK = "I can't tell. There is only one colour: move back."
    PROBLEM_NOT_A_PHOTO = (
        "I can't tell. This looks like a page, a screen or a drawing: have it read instead."
    )

    UNKNOWN = "I can't tell what this is. Hold it closer, or turn on a light."
    NO_MORE = "That is all I know about this picture."
    NOT_YET = "I can't do that yet: {words}. Press {key} to hear what I can do."

    YES = "Yes."
    PROBABLY_YES = "Probably yes."
    NO = "No."
    PROBABLY_NO = "Probably not."
    PERHAPS_YES = "I am not sure. Perhaps yes."
    PERHAPS_NO = "I am not sure. Perhaps not."
    CANNOT_ANSWER = "I can't tell from this picture."
    TWO_MEANINGS = "Yes or no could mean two things here. Ask one thing, and without the word no."

    WATCHING = "Watching. Press {key} again to end it."
    WATCHED = "No longer watching."
    WATCH_FAILED = "No longer watching: looking failed twice. Press {key} to try again."
    NO_NAME = "I heard no name. Press {key} and say it after the tone."
    KEPT = "Kept as {name}."
    KEPT_NOTHING = "You have kept nothing yet."
    KEPT_LIST = "You have kept {names}."
    KEEP_AGAIN = "I can no longer recognise {names}: keep that once more under the same name."
    KEPT_AS = "It looks like what you kept as {name}."
    UNLIKE_KEPT = "I am not sure. It does not look like what you kept as {name}."
    FORGOTTEN = "Forgotten: {name}."
    NOT_KEPT = "You have kept nothing as {name}."

    SIGHTINGS_OFF = (
        "I do not remember what I see. To change that, set sightings to true in the settings, "
        "under memory."
    )
    SIGHTINGS_FORGOTTEN = "I have forgotten everything that I saw."

    NEVER_IDENTITY = "I never say who somebody is. Ask what you want to know about the picture."
    NEVER_AGE = "I never say how old somebody is. Ask something else about the picture."
    NEVER_EMOTION = "I never say how somebody feels. Ask what they are doing."
    NEVER_DISTANCE = "I can't tell how far away things are. Ask where it is in the picture."

    CAUTION_TRAFFIC = "Please check by ear, or with a person, before you cross."
    CAUTION_MEDICINE = "Please check with a person before you take anything."
    CAUTION_MONEY = "Please check with a person before you pay."
    CAUTION_STAIRS = "Please check with your cane or your foot before you step."
    CAUTION_FIRE = "Please check in another way: I feel no heat and smell no smoke."
    CAUTION_FOOD = "Please check with a person before you eat or drink it."
    CAUTION_DANGER = "Please check with a person: I cannot judge danger."


_CAMERA_LINES = {fault: Line[f"CAMERA_{fault.name}"] for fault in CameraFault}

SOUND_LINES = {fault: Line[f"SOUND_{fault.name}"] for fault in SoundFault}
"""What is wrong with the sound, and one thing to do."""

MICROPHONE_LINES = {fault: Line[f"MICROPHONE_{fault.name}"] for fault in MicrophoneFault}
"""What is wrong with the microphone, and what to do."""

PROBLEM_LINES = {problem: Line[f"PROBLEM_{problem.name}"] for problem in Problem}
"""Why a picture supports no answer, and one thing to do."""


def camera_lost(fault: CameraFault, source: str) -> str:
    """What is wrong with a source, named as by `CameraLost.source`, and one thing to do."""
    if source.startswith("network camera"):
        refused = fault is CameraFault.REFUSED
        return (Line.NETWORK_CAMERA_REFUSED if refused else Line.NETWORK_CAMERA_LOST).said()
    if source.startswith(("photo", "folder", "video")):
        return Line.FILE_LOST.said(source=source_name(source))
    name = source_name(source)
    return _CAMERA_LINES[fault].said(source=name[:1].upper() + name[1:])


def picture_age(seconds: float, *, english: bool) -> str:
    """How old a picture is, from half a minute on; in the language in use, or in English."""
    if seconds < MINUTES_FROM:
        line, count = Line.PICTURE_AGE, round(seconds)
    else:
        line, count = Line.PICTURE_AGE_MINUTES, round(seconds / 60)
    return (line.english if english else line.said)(count=count)


def key_name(chord: Sequence[str]) -> str:
    """How a key, or two that are pressed one after the other, is called aloud."""
    first, *rest = map(_one_key, chord)
    if not rest:
        return first
    if rest[0] == first:
        return Line.KEY_TWICE.said(key=first)
    return Line.KEY_AND_THEN.said(key=first, other=rest[0])


def _one_key(key: str) -> str:
    known = SIGNS.get(key) or KeyName.__members__.get(key.upper() if key[1:] else "")
    if known is not None:
        return known.said()
    return key.capitalize() if key[1:] else key


class KeyNames(Mapping[str, str]):
    """How the first key of each action is called aloud, in the language of the moment."""

    def __init__(self, keys: Mapping[str, Sequence[Sequence[str]]]) -> None:
        """Take the chords of each action; without any, the action is named by its trigger."""
        self._keys = keys

    def __getitem__(self, action: str) -> str:
        """The name of its key."""
        chords = self._keys[action]
        return key_name(chords[0]) if chords else Line.KEY_BY_TRIGGER.said(action=action)

    def __iter__(self) -> Iterator[str]:
        """All actions."""
        return iter(self._keys)

    def __len__(self) -> int:
        """How many actions there are."""
        return len(self._keys)

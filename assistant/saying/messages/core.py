"""The messages that most rooms share."""

from collections.abc import Mapping, Sequence

from assistant.protocol.faults import CameraFault, MicrophoneFault, SoundFault
from assistant.protocol.spoken import Message, Phrase, counted, message_of, verbatim
from assistant.saying.messages.names_lines import SIGNS, KeyName, source_name
from models.interfaces import Problem
from models.system.shortage import is_shortage

MINUTES_FROM = 120
"""Seconds from which an age is given in minutes."""


class Line(Phrase):
    """The sentences of the conversation."""

    READY = "Ready."
    STILL_STARTING = "Still starting. One moment."
    GOODBYE = "Goodbye."
    LIST_AND = "{first} and {last}"
    MODEL_IN_ENGLISH = "This model writes in English only."

    NOTHING_YET = "I haven't said anything yet."
    NOTHING_BEFORE = "There is nothing before that."
    NO_PICTURE = "There is no picture yet. Press {key} first."
    RATE = "{rate}."
    RATE_FASTEST = "{rate}, the fastest."
    RATE_SLOWEST = "{rate}, the slowest."
    RATE_OF_ORCA = "Orca speaks at its own speed. Change it in Orca."
    SAVED = "Saved as {name} in the folder {folder}."
    SAVE_DISK_FULL = (
        "The picture was not saved. The disk is full: make room, then press {key} again."
    )
    SAVE_CUT_OFF = (
        "The disk is slow, so the last picture may not have been saved. Check its folder."
    )
    SAVE_FAILED = (
        "The picture was not saved: {reason}. Choose another folder in the settings instead of "
        "{folder}."
    )
    WORK_LATE = "I couldn't finish this picture in time. Press {key} to try again."
    WORK_FAILED = "Something went wrong with this picture. Press {key} to try again."

    WORK_STUCK = "I gave up on a picture that took too long. If I become slow, restart Lantern."

    START_FAILED = "Lantern could not start. Start it again."
    NO_ROOM = (
        "The memory is full, or too many programs are running. Close some of them, then start "
        "Lantern again."
    )
    MODEL_FAILED = "The model could not be loaded: {reason}. Reinstall Lantern."
    CRASHED = "Lantern has crashed. Start it again."

    STATUS_CAMERA = "{camera}: working."
    STATUS_CAMERA_WAITS = "{camera}: no picture yet."
    STATUS_AHEAD = "Looking ahead: on."
    STATUS_NOT_AHEAD = "Looking ahead: off."
    STATUS_VOICE = "Voice {voice}, {rate}."
    STATUS_VOICE_OF_ORCA = "Voice {voice}."
    STATUS_NO_VOICE = "There is no sound."
    STATUS_EARS = "{recogniser} recognises your questions. The microphone is off."
    STATUS_EARS_OPEN = "{recogniser} recognises your questions. The microphone is on."
    STATUS_EARS_LOADING = "Speech recognition is still loading."

    HELP_FIRST = (
        "{describe} describes what is in front of the camera. {ask} listens to your question; "
        "press it again when you finish. {quit} quits. {help} again for all keys."
    )
    HELP_WORKING = "I am looking at a picture. {stop} cancels. {help} again for all keys."
    HELP_PICTURE = (
        "{more}: more about this picture. {ask}: ask about it. {repeat}: repeat. {save}: save it. "
        "{describe}: a new picture. {help} again for all keys."
    )
    HELP_LISTENED = (
        "I have stopped listening. {ask} listens again; press it once more when you finish. {help} "
        "again for all keys."
    )
    HELP_RECOGNISING = "I am working out what you asked. {stop} cancels. {help} again for all keys."
    HELP_OFFER = "{yes} means yes. {no} means no. {ask} asks again. {help} again for all keys."
    HELP_QUIT = "Press {no} to stay. {help} again for all keys."
    HELP_TWICE = "{help} twice for all keys."
    KEY_DESCRIBE = "{key}: describe."
    KEY_ASK = "{key}: ask a question aloud; press it again when you finish."
    KEY_TYPE = "{key}: type a question."
    KEY_MORE = "{key}: more about the same picture."
    KEY_VERIFY = "{key}: look again and check the last answer."
    KEY_REPEAT = "{key}: repeat what was said last."
    KEY_PREVIOUS = "{key}: repeat what was said before that."
    KEY_STOP = "{key}: be quiet."
    KEY_YES = "{key}: answer yes when Lantern asks."
    KEY_NO = "{key}: answer no when Lantern asks."
    KEY_FASTER = "{key}: faster."
    KEY_SLOWER = "{key}: slower."
    KEY_STATUS = "{key}: status."
    KEY_SAVE = "{key}: save this picture and what was said about it."
    KEY_KEEP = "{key}: remember this by name; say the name after the tone."
    KEY_READ = "{key}: read the text."
    KEY_NEXT_LINE = "{key}: next line of the text; in the settings, next value."
    KEY_PREVIOUS_LINE = "{key}: previous line of the text; in the settings, previous value."
    KEY_TOP = "{key}: read the text from the top; in the settings, previous setting."
    KEY_SPELL = "{key}: spell the words of the line one by one; in the settings, next setting."
    KEY_FIRST_LINE = "{key}: first line of the text."
    KEY_LAST_LINE = "{key}: last line of the text."
    KEY_NEXT_PAGE = "{key}: next page, of a document or before the camera."
    KEY_PREVIOUS_PAGE = "{key}: previous page."
    KEY_WATCH = "{key}: watch, and say what is new; press it again to stop."
    KEY_SETTINGS = "{key}: settings, such as voice and camera; press it again to save them."
    KEY_FIND = "{key}: find something; say what after the tone."
    KEY_COLOUR = "{key}: the colour in the middle."
    KEY_LIGHT = "{key}: a tone that follows the light; any key stops it."
    KEY_WHERE = "{key}: what is where."
    KEY_HELP = "{key}: help."
    KEY_QUIT = "{key}: quit."

    KEY_TWICE = "{key} twice"
    KEY_AND_THEN = "{key} then {other}"
    KEY_BY_TRIGGER = "the trigger {action}"

    CAMERA_MISSING = "No camera was found. Plug one in."
    CAMERA_OTHER = "{source} was not found, but there is another camera. Choose it in the settings."
    CAMERA_BUSY = "Another program is using the camera. Close that program."
    CAMERA_REFUSED = (
        "You don't have permission to use the camera. Add yourself to the group video and log in "
        "again."
    )
    CAMERA_UNPLUGGED = "The camera is unplugged. Plug it in again."
    CAMERA_STALLED = "The camera is not sending pictures. Unplug it and plug it in again."
    CAMERA_FROZEN = "The camera is stuck on one picture. Unplug it and plug it in again."
    NETWORK_CAMERA_LOST = (
        "The network camera is not sending pictures. Check that it is on and connected."
    )
    NETWORK_CAMERA_REFUSED = (
        "The network camera refused access. Check its address, user name and password in the "
        "settings."
    )
    FILE_LOST = "I can't open the {source}. Check the camera source in the settings."
    CAMERA_BACK = "The camera is back."
    FRAME_MISSED = "The camera is not responding. Check its cable and press {key} again."

    SOUND_MISSING = "No sound card was found. Plug in headphones or a speaker."
    SOUND_LOST = "The sound card is no longer connected. Plug it in again."
    SOUND_HANGING = "The sound system is not responding. Log out and log in again."
    SOUND_MUTED = "The sound is muted. Turn up the volume."
    SOUND_NOT_INSTALLED = "The sound library is missing. Install the package libportaudio2."
    SOUND_NO_PLUGIN = (
        "A part of the sound system is missing. Install the package libasound2-plugins."
    )
    SOUND_NOWHERE = "No speaker is connected. Plug in headphones or a speaker."
    SOUND_NO_VOICE = "No voice works. Install espeak-ng."
    SOUND_BACK = "The sound is back."

    MICROPHONE_MISSING = "No microphone was found. Plug one in, or press {type} to type."
    MICROPHONE_LOST = (
        "The microphone is no longer connected. Plug it in again, or press {type} to type."
    )
    MICROPHONE_SILENT = "The microphone is silent. Unmute it, or press {type} to type."
    MICROPHONE_NOT_INSTALLED = (
        "The sound library is missing. Install the package libportaudio2, or press {type} to type."
    )
    MICROPHONE_BACK = "The microphone is back."
    EARS_LATE = "I couldn't listen. Press {key} and ask again."
    EARS_LATE_NAME = "I couldn't listen. Press {key} and say it after the tone."
    EARS_FAILED = "Speech recognition could not start. Press {key} to type, or restart Lantern."
    EARS_OFF = "Listening is turned off in the settings. Press {key} to type."

    HEARD_NOTHING = "I didn't hear anything. Press {key} and ask again."
    TOO_SHORT = "That was too short. Press {key} and ask again."
    NOT_UNDERSTOOD = "I didn't understand. Press {key} and ask again."
    NOT_UNDERSTOOD_TYPED = "I didn't understand. Press {key} and use other words."
    DID_YOU_ASK = "Did you ask: {question} Press {yes} for yes, or {ask} to ask again."
    REALLY_QUIT = "Do you want to quit Lantern? Press {yes}, or say yes."
    QUIT_AGAIN = "Press {key} again to end."
    DECIMAL = "{whole}.{fraction}"
    ALL_RIGHT = "All right."
    NOTHING_ASKED = "I didn't ask you anything."
    PICTURE_AGE = counted(
        "The picture is {count} second old.", "The picture is {count} seconds old."
    )
    PICTURE_AGE_MINUTES = counted(
        "The picture is {count} minute old.", "The picture is {count} minutes old."
    )
    TYPE = "Type your question."
    TYPE_IN_TERMINAL = "Type questions in Lantern's terminal. Press {key} there."
    TYPING_OVER = "Question cancelled."
    END = "End of the line."
    TYPING_FULL = "There is no room for more letters. Press Enter to ask."
    YOU_ASKED = "You asked: {question} {answer}"

    PROBLEM_DARK = "I can't tell. It is too dark: turn on a light."
    PROBLEM_BRIGHT = "I can't tell. It is too bright: turn away from the light."
    PROBLEM_BLURRED = "I can't tell. The picture is blurred: hold still."
    PROBLEM_COVERED = "I can't tell. The camera is covered: uncover it."
    PROBLEM_BLANK = "I can't tell. I see only one colour: move back."
    PROBLEM_NOT_A_PHOTO = "I can't tell. This looks like a drawing or a pattern: move back."
    FAULT_DARK = "It is very dark: turn on a light."
    FAULT_BRIGHT = "It is very bright: turn away from the light."
    FAULT_BLURRED = "The picture is blurred: hold still."

    UNKNOWN = "I can't tell what this is. Hold it closer, or turn on a light."
    UNKNOWN_COLOUR = (
        "It is {colour}, but I can't tell what it is. Hold it closer, or turn on a light."
    )
    UNKNOWN_COLOUR_PROBABLY = (
        "It is probably {colour}, but I can't tell what it is. Hold it closer, or turn on a light."
    )
    NO_MORE = "That is all I know about this picture."
    NOT_YET = "I can't do that yet: {words}. Press {key} to hear what I can do."

    YES = "Yes."
    PROBABLY_YES = "Probably yes."
    NO = "No."
    PROBABLY_NO = "Probably not."
    CANNOT_ANSWER = "I can't tell from this picture."
    TWO_MEANINGS = (
        "Yes or no could mean two things here. Ask one thing at a time, without the word no."
    )

    WATCHING = "Watching. Press {key} again to stop."
    WATCHED = "I have stopped watching."
    WATCH_FAILED = "I have stopped watching: looking failed twice. Press {key} to try again."
    NO_NAME = "I didn't hear a name. Press {key} and say it after the tone."
    KEPT = "Remembered as {name}."
    OTHER_SIDE = "Show me another side."
    ONE_MORE_SIDE = "One more side."
    ALL_SIDES = "Now I know {name} from three sides."
    NOT_SIDE = "That does not look like {name}, so I did not keep it."
    KEPT_NOTHING = "You haven't asked me to remember anything yet."
    KEPT_LIST = "I remember {names}."
    KEEP_AGAIN = "I can no longer recognise {names}. Show me again, and use the same name."
    KEPT_AS = "It looks like what you called {name}."
    UNLIKE_KEPT = "I am not sure. It does not look like what you called {name}."
    FORGOTTEN = "Forgotten: {name}."
    NOT_KEPT = "I don't remember anything called {name}."

    SIGHTINGS_OFF = (
        "I don't remember what I see. To change that, set sightings to true in the settings, under "
        "memory."
    )
    SIGHTINGS_FORGOTTEN = "I have forgotten everything I saw."

    NEVER_IDENTITY = "I never say who someone is. Ask something else about the picture."
    NEVER_AGE = "I never say how old someone is. Ask something else about the picture."
    NEVER_EMOTION = "I never say how someone feels. Ask what they are doing."
    NEVER_TRAITS = "I never say what people are like. Ask what they are doing or wearing."
    NEVER_DISTANCE = "I can't tell how far away things are. Ask where it is in the picture."
    NEVER_BEHIND = "I can't see what is behind you. Turn around, or point the camera there."

    CAUTION_TRAFFIC = "Please check by ear, or with a person, before you cross."
    CAUTION_MEDICINE = "Please check with a person before you take anything."
    CAUTION_MONEY = "Please check with a person before you pay."
    CAUTION_STAIRS = "Please check with your cane or your foot before you step."
    CAUTION_FIRE = "Please check another way: I can't feel heat or smell smoke."
    CAUTION_FOOD = "Please check with a person before you eat or drink it."
    CAUTION_DANGER = "Please check with a person: I can't judge danger."


_CAMERA_LINES = {fault: Line[f"CAMERA_{fault.name}"] for fault in CameraFault}

SOUND_LINES = {fault: Line[f"SOUND_{fault.name}"] for fault in SoundFault}
"""What is wrong with the sound, with a remedy."""

MICROPHONE_LINES = {fault: Line[f"MICROPHONE_{fault.name}"] for fault in MicrophoneFault}
"""What is wrong with the microphone, with a remedy."""

PROBLEM_LINES = {problem: Line[f"PROBLEM_{problem.name}"] for problem in Problem}
"""Why a picture allows no answer, with a remedy."""

FAULT_LINES = {
    problem: Line[f"FAULT_{problem.name}"]
    for problem in (Problem.DARK, Problem.BRIGHT, Problem.BLURRED)
}
"""What is wrong with a picture, said after the objects that could still be named."""


def and_list(values: Sequence[Message | str]) -> object:
    """A list as the value of a message: "a, b and c"."""
    *before, last = values
    if not before:
        return last
    return (*before[:-1], Line.LIST_AND.said(first=before[-1], last=last))


def fault_message(error: BaseException) -> Message:
    """The message that an exception carries, unless it is only that this computer is full."""
    return Line.NO_ROOM.said() if is_shortage(error) else message_of(error)


def camera_fault(fault: CameraFault, source: str) -> Message:
    """What is wrong with a source named as in `CameraLost.source`, with a remedy."""
    if source.startswith("network camera"):
        refused = fault is CameraFault.REFUSED
        return (Line.NETWORK_CAMERA_REFUSED if refused else Line.NETWORK_CAMERA_LOST).said()
    if source.startswith(("photo", "folder", "video")):
        return Line.FILE_LOST.said(source=source_name(source))
    return _CAMERA_LINES[fault].said(source=source_name(source)).as_sentence()


def decimal(number: str) -> Message:
    """A number with the decimal sign of the language; any other text stays as it is."""
    whole, point, fraction = number.partition(".")
    if not (point and whole.isdecimal() and fraction.isdecimal()):
        return verbatim(number)
    return Line.DECIMAL.said(whole=whole, fraction=fraction)


def picture_age(seconds: float) -> Message:
    """The age of a picture in seconds or minutes."""
    if seconds < MINUTES_FROM:
        line, count = Line.PICTURE_AGE, round(seconds)
    else:
        line, count = Line.PICTURE_AGE_MINUTES, round(seconds / 60)
    return line.said(count=count)


def key_name(chord: Sequence[str]) -> Message | str:
    """The spoken name of a key, or of two pressed one after the other."""
    first, *rest = map(_one_key, chord)
    if not rest:
        return first
    if rest[0] == first:
        return Line.KEY_TWICE.said(key=first)
    return Line.KEY_AND_THEN.said(key=first, other=rest[0])


def _one_key(key: str) -> Message | str:
    known = SIGNS.get(key) or KeyName.__members__.get(key.upper() if key[1:] else "")
    if known is not None:
        return known.said()
    return key.capitalize() if key[1:] else key


def key_names(keys: Mapping[str, Sequence[Sequence[str]]]) -> dict[str, Message | str]:
    """The spoken name of each action's first key, or of its trigger if it has none."""
    return {
        action: key_name(chords[0]) if chords else Line.KEY_BY_TRIGGER.said(action=str(action))
        for action, chords in keys.items()
    }

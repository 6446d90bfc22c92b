"""Colours, light, people, codes, and where things are."""

from assistant.protocol.spoken import Phrase, counted


class ColourLine(Phrase):
    """Colours in the centre of the picture."""

    ONE = "{colour}."
    TWO = "{colour} and {other}."
    WITH_STRIPES = "{colour} with {other} stripes."
    WITH_CHECKS = "{colour} with {other} checks."
    WITH_SPOTS = "{colour} with a {other} pattern."
    PROBABLY = "Probably {colour}."
    PROBABLY_TWO = "Probably {colour} and {other}."
    MAY_BE = "I am not sure. It may be {colour}."
    DARK = "I can't tell the colour. It is too dark: turn on a light."
    BRIGHT = "I can't tell the colour. It is too bright: turn away from the light."
    DIM = "The light is dim, so the colour may be wrong: turn on a light."
    COLOURED_LIGHT = "The light is coloured, so the colour may be wrong."


class ColourName(Phrase):
    """The colours themselves."""

    BLACK = "black"
    WHITE = "white"
    GREY = "grey"
    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    GREEN = "green"
    TURQUOISE = "turquoise"
    BLUE = "blue"
    PURPLE = "purple"
    PINK = "pink"
    BROWN = "brown"
    BEIGE = "beige"
    LIGHT = "light {colour}"
    DARK = "dark {colour}"


class LightLine(Phrase):
    """How bright it is."""

    DARK = "dark"
    DIM = "dim"
    MEDIUM = "neither bright nor dark"
    BRIGHT = "bright"
    LEFT = "the left"
    RIGHT = "the right"
    ABOVE = "above"
    BELOW = "below"
    FROM = "{level}, light from {side}"
    ENDED = "The light tone is off."


class PlaceLine(Phrase):
    """Places in the picture."""

    LEFT = "on the left"
    RIGHT = "on the right"
    TOP = "at the top"
    BOTTOM = "at the bottom"
    MIDDLE = "in the middle"
    TOP_LEFT = "at the top left"
    TOP_RIGHT = "at the top right"
    BOTTOM_LEFT = "at the bottom left"
    BOTTOM_RIGHT = "at the bottom right"
    FILLS = "filling the picture"


class WhereLine(Phrase):
    """Where things are."""

    THING = "{thing} {place}"
    NOTHING = "I am not sure where anything is. Move back a little, or turn on a light."


class ExploreLine(Phrase):
    """Exploring a picture with the arrow keys."""

    ABILITY = "I let you explore a picture with the arrow keys."
    KEY = "{key}: explore the picture with the arrow keys."
    HELP = (
        "The arrow keys go from thing to thing, {first_line} and {last_line} to the border. "
        "{next_page} and {previous_page}: things, text, colours. {describe} looks at this part "
        "closely, {ask} asks about it, {colour} says its colour. {read} reads from here, {find} "
        "leads to it, {keep} keeps it. {watch} explores live, while you move the camera. "
        "{stop} stops exploring. {help} again for all keys."
    )
    THING = "{thing}."
    PROBABLY = "Probably {thing}."
    THINGS = "Things."
    TEXT = "Text."
    COLOURS = "Colours."
    NO_THINGS = "No things."
    NO_TEXT = "No text."
    NO_COLOURS = "No colours."
    NOTHING = "I can't make out anything to explore here. Move back a little, or turn on a light."
    STILL = "{stop} stops exploring."
    LIVE = "Move the camera: I say what comes into its middle. {stop} ends that."
    ENDED = "I have stopped exploring."


class PeopleLine(Phrase):
    """People in the picture."""

    NOBODY = "I can't see anyone here."
    SOME = "I see {people}."
    SOME_AT = "I see {people}: {places}."
    ONE_AT = "I see one person, {place}."
    PROBABLY = "Probably {people}."
    PROBABLY_AT = "Probably {people}: {places}."
    PROBABLY_ONE_AT = "Probably one person, {place}."
    YOU = "{place}, probably you"
    OR_YOU = "{sentence} It may be you."
    SOMEBODY = "I see someone, but I can't tell how many people there are."
    SOMEBODY_PROBABLY = "Probably someone is here, but I can't tell how many people there are."
    ONLY_YOU = "{sentence} It may be only you."
    NEAR_BORDER = "{place} near the edge"


class CountLine(Phrase):
    """How many things there are."""

    ONLY = "only {one}"
    NOT_EXACT = "{things}, but I can't tell exactly how many"


class FrameLine(Phrase):
    """Whether the user's head is in the picture, as for a video call."""

    ABILITY = "I say whether your head is in the picture, and help you to get it into the middle."
    COMMAND = "say where your head is in photos, and whether it is cut off"
    PLACED = "Your head is {place}."
    CUT = "Your head is cut off {place}."
    CUT_TWICE = "Your head is cut off {place} and {other}."
    NOBODY = "I can't see you. Sit in front of the camera."
    NO_FACE = "I can see you, but not your face. Look into the camera."
    TOO_NEAR = "You are too near: move back."
    TOO_FAR = "You are far away: move closer."
    DARK_FACE = "Your face is too dark: turn on a light."
    BACKLIT = "The light is behind you, so your face is dark: turn on a light in front of you."
    SCREEN_TOP = "Tilt the screen up."
    SCREEN_BOTTOM = "Tilt the screen down."
    SCREEN_LEFT = "Turn the screen to the left."
    SCREEN_RIGHT = "Turn the screen to the right."
    CAMERA_TOP = "Move the camera up."
    CAMERA_BOTTOM = "Move the camera down."
    CAMERA_LEFT = "Turn the camera to the left."
    CAMERA_RIGHT = "Turn the camera to the right."


class PointLine(Phrase):
    """Which button of a panel a finger is at."""

    ABILITY = "I say which button of a keypad or a panel your finger is at."
    COMMAND = "say which button a finger is at in photos of panels"
    AT = "Your finger is at {text}."
    PROBABLY_AT = "Your finger is probably at {text}."
    NOTHING = "I can't read anything where you point."
    NO_FINGER = "I can't see where you point. Point with one finger, and hold still."
    WITHOUT_FINGER = "{text} is {place}. Point with one finger, and I'll guide it there."
    TO_LEFT = "{text} is to the left of your finger."
    TO_RIGHT = "{text} is to the right of your finger."
    ABOVE = "{text} is further up than your finger."
    BELOW = "{text} is further down than your finger."


class CodeLine(Phrase):
    """Barcodes and QR codes."""

    NONE = "I can't find a code. Turn the item slowly, and hold it still in good light."
    CODE = "{kind} code: {text}."
    NAMED = "{name}. {kind} code: {text}."
    TABLE_AMISS = "Your product table could not be read. Check the file {name}."
    LONG = "{kind} code with a long text that begins: {text}."
    LINK = "{kind} code with a link to {domain}. I won't open it."
    LINK_SPELLED = "{kind} code with a link to {domain}, in plain letters {ascii}. I won't open it."
    LINK_LOOKALIKE = (
        "Careful: {kind} code with a link whose letters only look like others. It is written "
        "{domain}, and leads to {ascii}. I won't open it."
    )


class FindLine(Phrase):
    """Finding an object."""

    WHAT = "I didn't hear what to find. Press {key} and say it after the tone."
    THERE = "{thing}, {place}."
    THERE_PROBABLY = "Probably {thing}, {place}."
    THERE_PERHAPS = "I am not sure. Perhaps {thing}, {place}."
    AT_CLOCK = counted("{place}, at {count} o'clock", "{place}, at {count} o'clock")
    LEFT = "on the left"
    RIGHT = "on the right"
    CENTRE = "straight ahead"
    FILLS = "{place}, filling the picture"
    SMALL = "{place}, small"
    FAR = "{place}, small, far away"
    NOT_HERE = "I can't see {thing} here."
    UNKNOWN = "I don't know what this is: {thing}. Use other words."
    SEARCHING = "I can't see {thing} yet. Move the camera slowly."
    LOST = "I can't see it any more. Move the camera back slowly."
    GO_LEFT = "Left."
    GO_RIGHT = "Right."
    GO_UP = "Up."
    GO_DOWN = "Down."
    LITTLE_LEFT = "A little left."
    LITTLE_RIGHT = "A little right."
    LITTLE_UP = "A little up."
    LITTLE_DOWN = "A little down."
    HOLD = "Hold still."
    REACHED = "Here: {thing}, straight ahead."
    REACHED_PROBABLY = "Here: probably {thing}, straight ahead."
    REACHED_PERHAPS = "I am not sure. Perhaps {thing} is here, straight ahead."
    UNCHANGED = "The picture does not change, so I have stopped looking."
    GIVEN_UP = "I couldn't find {thing}. Press {key} to look again."
    LOST_AT_LAST = "I can no longer see {thing}. Press {key} to look again."
    STOPPED = "I have stopped looking. Press {key} to look again."
    ENDED = "I have stopped looking."

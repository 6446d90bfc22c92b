"""The tour of the first start, and what Lantern can do."""

from assistant.protocol.spoken import Phrase


class TourLine(Phrase):
    """The steps of the tour."""

    SOUND = (
        "Welcome to Lantern. If you can hear this, the sound works. This tour takes a minute: "
        "{next} goes on, {stop} ends it."
    )
    KEYS = "First, the keys. Press {describe}, and I say what is in front of the camera."
    NO_KEY = "No key was pressed. Keys only reach me while Lantern's window is in front."
    CAMERA_WORKS = "The camera works."
    CAMERA_DARK = "The camera works, but it is too dark: turn on a light."
    CAMERA_BRIGHT = "The camera works, but it is too bright: turn away from the light."
    CAMERA_COVERED = "The camera is covered: uncover it, or open its shutter."
    MICROPHONE = "Now the microphone. After the tone, say a few words."
    HEARD = "I heard: {words}."
    END = (
        "That is all. {ask} listens to a question, {explore} explores a picture with the arrow "
        "keys, {settings} opens the settings, and {help} says what the keys do."
    )
    HELP = (
        "This is the first tour. {next}: go on. {again}: repeat. {stop}: end it. Most other keys "
        "end the tour and do their usual job. {help} again for all keys."
    )


class AbilityLine(Phrase):
    """What Lantern can do, by skill."""

    DESCRIBE = "I say what is in front of the camera."
    QUESTION = "I answer questions about it, such as: is there a cup?"
    CHOOSE = "I choose between things you name: is it soup or beans?"
    READ = "I read text line by line, and spell its words."
    FIND = "I find things and guide you to them: find my cup."
    WHERE = "I say where things are."
    COLOUR = "I name the colour in the middle."
    LIGHT = "I play a tone that tells you how bright it is."
    PEOPLE = "I say how many people there are, and where."
    CODES = "I read barcodes and QR codes."
    MONEY = "I recognise banknotes: which note is this?"
    KEEP = "I remember a view by name, and recognise it later."
    RECALL = "I remember where I last saw something, if your settings allow it."
    WATCH = "I watch, and tell you what is new."
    COPY = "I copy text for another program: copy that."
    SAVE = "I save a picture with what I said about it."

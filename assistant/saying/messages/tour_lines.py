"""What the tour of the first start says."""

from assistant.protocol.spoken import Phrase


class TourLine(Phrase):
    """The sentences, by what they are for; names in braces are filled in."""

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
        "That is all. {ask} listens to a question, {settings} opens the settings, and {help} says "
        "what the keys do."
    )
    HELP = (
        "This is the first tour. {next}: go on. {again}: repeat. {stop}: end it. Most other keys "
        "end the tour and do their usual job. {help} again for all keys."
    )

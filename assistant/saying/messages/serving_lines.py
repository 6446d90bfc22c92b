"""The sentences of `lantern serve`: what it says at its start, and why it refuses a request."""

from assistant.protocol.spoken import Phrase


class ServingLine(Phrase):
    """The sentences, by what they are for; names in braces are filled in."""

    ANSWERS_AT = "Lantern answers at {address}. The key is {key}."
    KEY_IN_FILE = "in the file {file}"
    KEY_IN_SETTINGS = "the one in the settings"
    OPEN_TO_NETWORK = (
        "Other computers in the network can send pictures, if they have the key. "
        "What they send is not encrypted."
    )
    PORT_TAKEN = (
        "Lantern cannot answer at {address}: {reason}. Choose another port in the settings, "
        "under serve."
    )
    NOT_ITS_ADDRESS = (
        "Lantern cannot answer at {address}: {reason}. Check address in the settings, under serve."
    )
    KEY_UNREADABLE = (
        "The key in the file {file} cannot be read: {reason}. Write a key into that file."
    )
    KEY_UNWRITABLE = (
        "No key can be written into the file {file}: {reason}. Make room or make its folder "
        "writable, or set key in the settings, under serve."
    )
    KEY_NO_TEXT = "it is not text"
    KEY_SHORT = "The key, {place}, is too short. It must have at least {least} letters."
    KEY_NOT_ALONE = "The key, {place}, must stand alone, in one line. Remove what else is there."

    KEY_WRONG = "The key is missing or wrong. Take the key of this Lantern."
    NOT_FOUND = "Lantern does not answer at this address. Check its end."
    NO_LENGTH = "The request does not say how long it is. Send its length."
    TOO_LONG = (
        "The request is too large: it has more than {most} megabytes. Send a smaller picture."
    )
    TOO_SLOW = "The request came too slowly. Send it again."
    BUSY = "Lantern is busy with other pictures. Ask again in some seconds."
    TOOK_TOO_LONG = "Lantern could not finish with this picture in time. Ask again."
    NOT_UNDERSTOOD = "The request cannot be understood. Send a chat with a picture in it."
    NOT_BASE64 = "The picture cannot be read. Send it in base64."
    FETCHES_NOTHING = (
        "Lantern fetches no pictures from a network. Send the picture itself in base64."
    )
    NO_PICTURE = "There is no picture in the request. Send one with the first message."
    PICTURE = "The picture"
    FAILED = "Something went wrong with this picture. Send it again."
    REMEMBERS_NOTHING = (
        "I remember nothing of pictures that are sent to me. Ask on your own computer."
    )
    KEEPS_NOTHING = "I keep nothing of pictures that are sent to me. Keep it on your own computer."

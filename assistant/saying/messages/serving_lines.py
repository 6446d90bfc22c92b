"""The sentences of `lantern serve`: what it says at its start, and why it refuses a request."""

from assistant.protocol.spoken import Phrase


class ServingLine(Phrase):
    """The sentences, by what they are for; names in braces are filled in."""

    ANSWERS_AT = "Lantern answers at {address}. The key is {key}."
    KEY_IN_FILE = "in the file {file}"
    KEY_IN_SETTINGS = "the one in the settings"
    OPEN_TO_NETWORK = (
        "Other computers on the network can send pictures if they have the key. What they send is "
        "not encrypted."
    )
    PORT_TAKEN = (
        "Lantern can't answer at {address}: {reason}. Choose another port in the settings, under "
        "serve."
    )
    NOT_ITS_ADDRESS = (
        "Lantern can't answer at {address}: {reason}. Check address in the settings, under serve."
    )
    KEY_UNREADABLE = (
        "The key in the file {file} could not be read: {reason}. Write a key into that file."
    )
    KEY_UNWRITABLE = (
        "No key could be written to the file {file}: {reason}. Make room or make its folder "
        "writable, or set key in the settings, under serve."
    )
    KEY_NO_TEXT = "it is not text"
    KEY_SHORT = "The key, {place}, is too short. It must have at least {least} letters."
    KEY_NOT_ALONE = "The key, {place}, must be alone on one line. Remove everything else."

    KEY_WRONG = "The key is missing or wrong. Use the key of this Lantern."
    NOT_FOUND = "Lantern does not answer at this address. Check how the address ends."
    NO_LENGTH = "The request does not say how long it is. Send its Content-Length."
    TOO_LONG = "The request is too large: more than {most} megabytes. Send a smaller picture."
    TOO_SLOW = "The request arrived too slowly. Send it again."
    BUSY = "Lantern is busy with other pictures. Ask again in a few seconds."
    TOOK_TOO_LONG = "Lantern could not finish this picture in time. Ask again."
    NOT_UNDERSTOOD = "Lantern can't understand the request. Send a chat with a picture in it."
    NOT_BASE64 = "The picture could not be read. Send it as base64."
    FETCHES_NOTHING = "Lantern does not download pictures. Send the picture itself as base64."
    NO_PICTURE = "There is no picture in the request. Send one with the first message."
    PICTURE = "The picture"
    FAILED = "Something went wrong with this picture. Send it again."
    REMEMBERS_NOTHING = "I don't remember pictures that are sent to me. Ask on your own computer."
    KEEPS_NOTHING = (
        "I don't remember anything from pictures that are sent to me. Do that on your own computer."
    )

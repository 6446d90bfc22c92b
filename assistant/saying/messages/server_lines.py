"""Pictures over the network: the server that analyses them, and `lantern serve`."""

from assistant.protocol.spoken import Phrase


class RemoteLine(Phrase):
    """The server that analyses pictures."""

    SENDS = "Pictures leave this computer: they go to the server {server}."
    STAYS = "No pictures go to the server {server} now. {fault}"
    TRIED = (
        "I keep trying to send pictures to the server {server}, but it does not look at them now. "
        "{fault}"
    )
    CHECKED = "pictures leave this computer and go to {server}, which answers with {model}"

    UNREACHABLE = "The server {server} is not responding. Check that it is on."
    PUBLIC = (
        "The server {server} is not on your own network. If pictures may go there, allow public "
        "servers in the settings, under remote."
    )
    KEY = "The server {server} rejected the key. Check the key file in the settings."
    KEY_FILE = "The file with the server's key could not be read: {detail}. Make it readable."
    MODEL = (
        "The server {server} does not have that model. Check model in the settings, under remote."
    )
    BUSY = "The server {server} is busy. I will try again in a while."
    SLOW = "The server {server} is too slow. Check what else it is doing."
    PICTURE = "The server {server} does not accept pictures. Choose a model that can see."
    REQUEST = (
        "The server {server} rejected the request: {detail}. Check model in the settings, under "
        "remote."
    )
    FAILED = "The server {server} has a problem: {detail}. Check it, or choose another."
    TAKES_OVER = "{fault} Until then, this computer's own model looks at pictures."
    BACK = "The server {server} is looking at pictures again."


class ServingLine(Phrase):
    """The start of `lantern serve`, and why it refuses a request."""

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
    KEY_NO_FILE = "it is not a plain file"
    KEY_SHORT = "The key, {place}, is too short. It must have at least {least} letters."
    KEY_NOT_ALONE = "The key, {place}, must be alone on one line. Remove everything else."

    KEY_WRONG = "The key is missing or wrong. Use the key of this Lantern."
    NOT_FOUND = "Lantern does not answer at this address. Check how the address ends."
    NO_LENGTH = "The request does not say how long it is. Send its Content-Length."
    TOO_LONG = "The request is too large: more than {most} megabytes. Send a smaller picture."
    TOO_SLOW = "The request arrived too slowly. Send it again."
    FULL = "Too many programs are connected to Lantern. Try again in a few seconds."
    BUSY = "Lantern is busy with other pictures. Ask again in a few seconds."
    TOOK_TOO_LONG = "Lantern could not finish this picture in time. Ask again."
    NOT_UNDERSTOOD = "Lantern can't understand the request. Send a chat with a picture in it."
    CUT = "The message was too long: I read only its last {most} characters."
    NOT_BASE64 = "The picture could not be read. Send it as base64."
    FETCHES_NOTHING = "Lantern does not download pictures. Send the picture itself as base64."
    NO_PICTURE = "There is no picture in the request. Send one with the first message."
    PICTURE = "The picture"
    FAILED = "Something went wrong with this picture. Send it again."
    REMEMBERS_NOTHING = "I don't remember pictures that are sent to me. Ask on your own computer."
    KEEPS_NOTHING = (
        "I don't remember anything from pictures that are sent to me. Do that on your own computer."
    )

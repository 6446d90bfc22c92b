"""The page for phones at home: the command that switches it on, the page, and what it refuses."""

from assistant.protocol.spoken import Phrase, counted


class PhoneLine(Phrase):
    """What `lantern phone` says, and the status of the page."""

    OPEN = "Open {address} in the phone's browser."
    CODE = "The code is {digits}. Once more: {digits}. It works for ten minutes and for one phone."
    UNENCRYPTED = (
        "Photos travel unencrypted inside your own network, so do this only in a network that you "
        "trust."
    )
    ENCRYPTED = (
        "Photos travel encrypted. The first time, make the phone trust this computer's certificate."
    )
    FINGERPRINT = "The certificate's SHA-256 fingerprint has {count} groups of four characters."
    GROUP = "Group {number}: {characters}."
    KNOWN = "These phones need no code any more: {phones}."
    LOOKS = "Phones may look through this computer's camera."
    UNTIL = "To switch the page off, press Control and C."
    OTHER_RUNS = "The page is already switched on."
    CONNECTED = counted(
        "A phone is connected: {phones}.", "{count} phones are connected: {phones}."
    )

    NO_HOME = (
        "This computer is not in a home network. Connect it to your Wi-Fi, or set address in the "
        "settings, under phone."
    )
    NOT_HOME = (
        "{address} is not an address in a home network. Change address in the "
        "settings, under phone."
    )
    PORT_TAKEN = (
        "The page for phones can't be opened at {address}: {reason}. Choose another port in the "
        "settings, under phone."
    )
    NOT_ITS_ADDRESS = (
        "The page for phones can't be opened at {address}: {reason}. Change address in the "
        "settings, under phone."
    )
    UNKEPT = "The list of phones could not be read or saved: {reason}. Check the file {file}."
    CERTIFICATE_UNKEPT = (
        "The certificate for phones could not be read or saved: {reason}. Check the folder "
        "{folder}."
    )
    CERTIFICATE_DAMAGED = (
        "The certificate for phones is damaged. Delete the file {file}, and start lantern phone "
        "again."
    )
    AUTHORITY_DAMAGED = (
        "The certificate for phones is damaged. Delete the file {file}, start lantern phone "
        "again, and make your phones trust the new certificate."
    )
    AUTHORITY_NOT_VALID = (
        "By this computer's clock, the certificate for phones is not valid now. Check the date and "
        "time of this computer. If they are right, delete the file {file}, start lantern phone "
        "again, and make your phones trust the new certificate."
    )
    NONE = "No phone is connected. Connect one with lantern phone."
    FORGOTTEN = "{name} was forgotten. To connect again, it needs a new code."
    NO_SUCH = "There is no phone {name}. lantern phone list names them."


class PageLine(Phrase):
    """The page's own words."""

    CONNECT = "Connect this phone"
    CONNECT_HOW = "The command lantern phone says a code of six digits on your computer."
    CODE = "Code"
    CONNECT_NOW = "Connect"
    CONNECTED = "This phone is connected."

    PHOTO = "Photo"
    TAKE = "Take a photo"
    CHOOSE = "Choose a photo"
    TAKEN = "Your photo"
    LIVE_ON = "Switch the camera on"
    LIVE_OFF = "Switch the camera off"
    COMPUTER = "Look through the computer's camera"
    SHARED = "A photo was shared with Lantern. To hear what it shows, press What is this."
    GUIDING = "Guidance"
    THING = "What to look for"
    GUIDE = "Guide me"
    TO_PAGE = "Guide me to a page"
    HALT = "Stop"
    NO_THING = "First type what to look for."
    NO_PAGE = "I can't see any text yet. Move the camera slowly."
    MOVE_BACK = "Further away."
    PAGE_WHOLE = "The whole text is in the picture. To hear it, press Read it."
    QUESTIONS = "Questions about the photo"
    DESCRIBE = "What is this"
    READ = "Read it"
    MORE = "More"
    AGAIN = "Again"
    QUESTION = "Your question"
    ASK = "Ask"
    ANSWER = "Answer"
    COPY = "Copy"
    COPIED = "Copied."
    NOT_COPIED = "This browser does not let the page copy. Select the text and copy it yourself."
    EXPLORING = "Explore the photo"
    EXPLORING_HOW = (
        "Each thing and each line of text is a button at its place in the photo. Press one to hear "
        "more, and to ask about it."
    )
    PART_QUESTION = "Your question about this part"
    SEALED = "Photos travel encrypted inside your own network."
    CERTIFICATE = "Certificate of this computer"
    ALOUD = "Read answers aloud, if you use no screen reader"

    LOOKING = "Looking."
    IN_LINE = counted("One photo is before yours.", "{count} photos are before yours.")
    STILL = "This takes longer than usual."
    GONE = "The computer does not answer. Check that lantern phone is running there."
    CAMERA_ON = "The camera is on. To hear what it sees, press What is this."
    CAMERA_OFF = "The camera is off."
    NO_CAMERA = (
        "The camera can't be opened. Allow it for this page in the browser, and close other apps "
        "that use it."
    )
    NO_PHOTO = "Take a photo first."
    NO_QUESTION = "Write a question first."
    NO_ANSWER = "There is no answer yet."


class PhoneRefusal(Phrase):
    """Why a phone, or somebody else, is refused."""

    NOT_CONNECTED = "This phone is not connected. Enter a code from lantern phone."
    CODE_WRONG = counted(
        "That is not the code. You can try once more.",
        "That is not the code. You can try {count} more times.",
    )
    CODE_SPENT = (
        "This code no longer works. Start lantern phone again on the computer for a new one."
    )
    OTHER_HOST = "Lantern answers phones only at {address}. Open that address."
    NOT_ENCRYPTED = "Lantern answers here only over an encrypted connection. Open {address}."
    OTHER_SITE = "Another website sent this request. Open Lantern's own page."
    NOT_HOME = "Lantern answers phones only in its own network. Connect the phone to your Wi-Fi."
    NOT_UNDERSTOOD = "Lantern can't understand the request. Load the page again."
    PHOTO_GONE = "This photo is no longer here. Take it again."

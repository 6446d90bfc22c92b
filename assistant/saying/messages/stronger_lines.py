"""A stronger model: what is said when it is offered, downloaded and taken."""

from assistant.protocol.faults import PullFault
from assistant.protocol.spoken import Phrase


class StrongerLine(Phrase):
    """A stronger model."""

    OFFER = (
        "I can download a stronger model, {model}: {better}; about {megabytes} megabytes, licence "
        "{licence} Press {yes} to download it, or {no} if you don't want it."
    )
    IN_MENU = "{yes} downloads a stronger one, {model}; {help} tells more."
    REFUSED = "All right. You can still download it in the settings."
    HELP = "{yes} downloads it. {no} ends the offer for good. {help} again for all keys."
    LARGER = (
        "{model} takes {megabytes} megabytes, more than I said. Press {yes} to download it all the "
        "same, or {no} if you don't want it."
    )
    BEGUN = "I am downloading {model} in the background. {status} tells you how far it has got."
    RESUMED = "The download of {model} goes on: {percent} percent is here."
    QUARTER_1 = "A quarter of {model} is here."
    QUARTER_2 = "Half of {model} is here."
    QUARTER_3 = "Three quarters of {model} are here."
    WAITS_NETWORK = "The download of {model} has lost the network. It will go on by itself."
    WAITS_DISK = (
        "The disk is full, so the download of {model} is waiting. Make room, and it will go on."
    )
    WAITS_FILES = "A part of {model} arrived damaged. I will download it again later."
    WAITS_BUSY = "Another program is downloading {model}. I am waiting for it."
    NOT_PULLED = "{model} was not downloaded. {reason}"
    FIND_OUT = "To find out why, type: ./lantern models pull {model}"
    HERE = "All of {model} is here. It takes over in a moment."
    SWITCHED = "From now on, {model} describes and answers. {settings} opens the settings."
    SWITCHED_BACK = "From now on, the model that comes with Lantern describes and answers."
    NOT_LOADED = "{reason} The model that comes with Lantern describes and answers."
    TOO_SLOW = "{model} is too slow on this computer. The model that comes with Lantern takes over."
    SCARCE = (
        "Memory is running short. Until the next start, the model that comes with Lantern takes "
        "over from {model}."
    )
    STATUS = "{model} is being downloaded: {percent} percent is here."
    CAN_CANCEL = "Press {yes} to cancel the download."
    CANCELLED = "The download of {model} is cancelled, and what had arrived is deleted."
    LOADING = "{model} is being loaded."


WAITS = {fault: StrongerLine[f"WAITS_{fault.name}"] for fault in PullFault}
"""Why a download waits."""
QUARTERS = {number: StrongerLine[f"QUARTER_{number}"] for number in (1, 2, 3)}
"""How far a download is, by quarters."""

"""`lantern phone`: the page for phones, as long as this command runs."""

import textwrap
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import numpy as np
import zxingcpp

from assistant.protocol.faults import StartError
from assistant.protocol.spoken import Message, Spoken
from assistant.runtime import compose
from assistant.saying.language import Catalogue
from assistant.saying.messages.phone_lines import PhoneLine
from assistant.server import serve
from assistant.server.end_asked import EndAsked
from assistant.server.phone.computer_camera import ComputerCamera
from assistant.server.phone.phone_answers import PhoneAnswers
from assistant.server.phone.phone_http import PhoneEndpoint
from assistant.server.request_queue import RequestQueue
from assistant.settings.config import Settings
from assistant.storage.phones import Phones
from assistant.understanding.language_file import asked_in, of
from models.system import SYSTEM
from models.system.home_network import is_home

if TYPE_CHECKING:
    from assistant.server.phone.certificate import Certificate

_GROUP: Final = 4
"""Digits of a fingerprint that are said at once."""
_BLOCKS: Final = "█▀▄ "
"""Two squares of a QR code, one above the other, for a dark terminal: both light, only the upper
one, only the lower one, none."""


def run(
    settings: Settings, *, https: bool = False, camera: bool = False
) -> Iterator[dict[str, object]]:
    """Answer phones until the process is asked to end; yields address and code.

    If another program does already, only makes a new code for it. With `https`, nothing is sent
    unencrypted; with `camera`, phones may look through the one of the settings. Raises StartError.
    """
    phones = Phones()
    wanted = settings.phone
    address = wanted.address or serve.own_address()
    if not address:
        raise StartError(PhoneLine.NO_HOME.said())
    if not is_home(address):
        raise StartError(PhoneLine.NOT_HOME.said(address=address))
    place = serve.url(address, wanted.port, "https" if https else "http")
    with phones.switched_on(place) as ours:
        if not ours:
            place = phones.address() or ""
            shown = _certificate(urlsplit(place).hostname or "") if _encrypts(place) else None
            yield _announced(place, phones, shown, PhoneLine.OTHER_RUNS.said())
            return
        yield from _answering(settings, place, phones, camera=camera)


def names() -> Iterator[dict[str, object]]:
    """The phones that are connected."""
    found = Phones().names()
    if not found:
        yield {"error": PhoneLine.NONE.said()}
    for name in found:
        yield {"name": name}


def forget(name: str) -> dict[str, object]:
    """Let a phone in no longer."""
    if not Phones().forget(name):
        return {"name": name, "error": PhoneLine.NO_SUCH.said(name=name)}
    return {"name": name, "says": PhoneLine.FORGOTTEN.said(name=name)}


def _answering(
    settings: Settings, place: str, phones: Phones, *, camera: bool
) -> Iterator[dict[str, object]]:
    SYSTEM.step_back(serve.NICENESS)
    catalogue = Catalogue.of_setting(settings.voice.language)
    language = of(asked_in(settings.ears.language, catalogue.code))
    address, port = urlsplit(place).hostname or "", settings.phone.port
    certificate = _certificate(address) if _encrypts(place) else None
    own = ComputerCamera(settings.camera.source, compose.opener(settings)) if camera else None
    answers = PhoneAnswers(
        compose.phone_skills(settings, serve.KeepsNothing()), catalogue, language
    )

    def tidy() -> None:
        answers.tidy()
        if own is not None:
            own.close()

    requests = RequestQueue(answers.answer, tidy)
    lines = PhoneLine.PORT_TAKEN, PhoneLine.NOT_ITS_ADDRESS
    made = partial(
        PhoneEndpoint, address, port, phones, requests, catalogue, certificate, camera=own
    )
    last = Spoken.of(PhoneLine.LOOKS.said() if camera else None, PhoneLine.UNTIL.said())
    with serve.serving(made, requests, place, *lines):
        yield _announced(place, phones, certificate, last)
        EndAsked().wait()
    tidy()


def _encrypts(place: str) -> bool:
    return place.startswith("https:")


def _certificate(address: str) -> "Certificate":
    from assistant.server.phone import certificate

    return certificate.load(address)


def _announced(
    address: str, phones: Phones, certificate: "Certificate | None", last: Message | Spoken
) -> dict[str, object]:
    code, known = phones.new_code(), tuple(phones.names())
    says = Spoken.of(
        PhoneLine.OPEN.said(address=address.removeprefix("http://").rstrip("/")),
        PhoneLine.CODE.said(digits=tuple(code)),
        PhoneLine.KNOWN.said(phones=known) if known else None,
        PhoneLine.ENCRYPTED.said() if certificate else PhoneLine.UNENCRYPTED.said(),
        last,
    )
    if certificate is None:
        return {"address": address, "code": code, "says": says}
    pairs = textwrap.wrap(certificate.fingerprint, 2)
    says = Spoken.of(says, *_in_groups(certificate.fingerprint))
    return {"address": address, "code": code, "fingerprint": ":".join(pairs), "says": says}


def _in_groups(fingerprint: str) -> list[Message]:
    """A fingerprint for somebody who compares it by ear, with a number where to go on."""
    groups = textwrap.wrap(fingerprint, _GROUP)
    return [
        PhoneLine.FINGERPRINT.said(count=len(groups)),
        *(
            PhoneLine.GROUP.said(number=number, characters=tuple(group))
            for number, group in enumerate(groups, 1)
        ),
    ]


def qr_code(text: str) -> str:
    """A text as a QR code, in lines for a dark terminal."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="L")
    light = np.asarray(code.to_image()) > 0
    light = np.vstack([light, np.zeros((len(light) % 2, light.shape[1]), bool)])
    pairs = 2 * ~light[0::2] + ~light[1::2]
    return "\n".join("".join(_BLOCKS[pair] for pair in row) for row in pairs)

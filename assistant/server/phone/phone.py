"""`lantern phone`: the page for phones, as long as this command runs."""

import threading
from collections.abc import Iterator
from typing import Final

import numpy as np
import zxingcpp

from assistant.protocol.faults import StartError
from assistant.protocol.spoken import Message, Spoken
from assistant.runtime import compose
from assistant.saying.language import Catalogue
from assistant.saying.messages.phone_lines import PhoneLine
from assistant.server import serve
from assistant.server.phone.phone_answers import PhoneAnswers
from assistant.server.phone.phone_http import PhoneEndpoint, is_home
from assistant.server.request_queue import RequestQueue
from assistant.settings.config import Settings
from assistant.storage.phones import Phones
from assistant.understanding.language_file import asked_in, of
from models.system import SYSTEM

_BLOCKS: Final = "█▀▄ "
"""Two squares of a QR code, one above the other, for a dark terminal: both light, only the upper
one, only the lower one, none."""


def run(settings: Settings) -> Iterator[dict[str, object]]:
    """Answer phones until the process is asked to end; yields address and code.

    If another program does already, only makes a new code for it. Raises StartError.
    """
    phones = Phones()
    wanted = settings.phone
    address = wanted.address or serve.own_address()
    if not address:
        raise StartError(PhoneLine.NO_HOME.said())
    if not is_home(address):
        raise StartError(PhoneLine.NOT_HOME.said(address=address))
    with phones.switched_on(serve.url(address, wanted.port)) as ours:
        if not ours:
            yield _announced(phones.address() or "", phones, PhoneLine.OTHER_RUNS.said())
            return
        yield from _answering(settings, address, phones)


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


def _answering(settings: Settings, address: str, phones: Phones) -> Iterator[dict[str, object]]:
    SYSTEM.step_back(serve.NICENESS)
    catalogue = Catalogue.of_setting(settings.voice.language)
    language = of(asked_in(settings.ears.language, catalogue.code))
    answers = PhoneAnswers(
        compose.phone_skills(settings, serve.KeepsNothing()), catalogue, language
    )
    requests = RequestQueue(answers.answer, answers.pictures.tidy)
    port = settings.phone.port
    try:
        endpoint = PhoneEndpoint(address, port, phones, requests, catalogue)
    except OSError as error:
        lines = PhoneLine.PORT_TAKEN, PhoneLine.NOT_ITS_ADDRESS
        raise serve.not_there(error, serve.url(address, port), *lines) from error
    thread = threading.Thread(target=endpoint.serve_forever, args=(0.1,), daemon=True)
    requests.start()
    thread.start()
    try:
        yield _announced(serve.url(address, port), phones, PhoneLine.UNTIL.said())
        serve.ending().wait()
    finally:
        endpoint.shutdown()
        thread.join()
        endpoint.server_close()
        requests.close()


def _announced(address: str, phones: Phones, last: Message) -> dict[str, object]:
    code, known = phones.new_code(), tuple(phones.names())
    says = Spoken.of(
        PhoneLine.OPEN.said(address=address.removeprefix("http://").rstrip("/")),
        PhoneLine.CODE.said(digits=tuple(code)),
        PhoneLine.KNOWN.said(phones=known) if known else None,
        PhoneLine.UNENCRYPTED.said(),
        last,
    )
    return {"address": address, "code": code, "says": says}


def qr_code(text: str) -> str:
    """A text as a QR code, in lines for a dark terminal."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="L")
    light = np.asarray(code.to_image()) > 0
    light = np.vstack([light, np.zeros((len(light) % 2, light.shape[1]), bool)])
    pairs = 2 * ~light[0::2] + ~light[1::2]
    return "\n".join("".join(_BLOCKS[pair] for pair in row) for row in pairs)

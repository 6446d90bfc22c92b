"""The page's certificate, and the authority that signs it, which phones are made to trust.

A phone trusts the authority once; the page's certificate is made anew when it runs out or the
address changes. Phones are asked to trust the authority for addresses of home networks only, so
that its key is worth nothing elsewhere. Neither key is ever sent.
"""

import hashlib
import ipaddress
import ssl
import stat
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import platformdirs
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from assistant.protocol.faults import StartError
from assistant.saying.messages.files_lines import reason
from assistant.saying.messages.phone_lines import PhoneLine
from assistant.storage.atomic_write import atomic_write
from models import limits
from models.system import SYSTEM
from models.system.home_network import HOME

AUTHORITY_LASTS: Final = timedelta(days=3650)
LASTS: Final = timedelta(days=397)
"""How long the page's certificate is valid; iPhones refuse more than 825 days."""
RENEWED: Final = timedelta(days=30)
"""How long before its end it is made anew."""
SLOW_CLOCKS: Final = timedelta(days=1)
"""How long before it was made it is valid already: the phone's clock may be behind."""
_NO_SITE: Final = "lantern.invalid"
"""A name that no website can have."""
_NAME: Final = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Lantern")])
_PAGE_NAME: Final = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Lantern page")])


class CertificateFault(StartError):  # noqa: N818  # the sentence is what it is
    """There is no certificate that could be used; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def valid(self, now: datetime, ahead: timedelta) -> bool:
        """Whether it is valid now and will be for a while."""
        start, end = self.certificate.not_valid_before_utc, self.certificate.not_valid_after_utc
        return start <= now and now + ahead < end

    def to_file(self) -> bytes:
        """The key and the certificate in one text."""
        key = self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return key + self.certificate.public_bytes(serialization.Encoding.PEM)

    @classmethod
    def from_file(cls, text: bytes) -> "Signed":
        """Read the same; ValueError if it is damaged, or the key belongs to another."""
        try:
            key = serialization.load_pem_private_key(text, None)
            certificate = x509.load_pem_x509_certificate(text)
        except TypeError as error:
            raise ValueError("a password protects the key") from error
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError("another kind of key")
        if key.public_key() != certificate.public_key():
            raise ValueError("not its key")
        return cls(certificate, key)


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the page shows to phones."""

    authority: bytes
    """The certificate that they are to trust, in DER."""
    file: Path
    """The page's own one, with its key."""

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the authority in hexadecimal digits, without anything in between."""
        return hashlib.sha256(self.authority).hexdigest().upper()

    def context(self) -> ssl.SSLContext:
        """What a server needs for its connections."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file)
        context.set_alpn_protocols(["http/1.1"])
        return context


def new_authority(now: datetime) -> Signed:
    """Make an authority that can sign for addresses of home networks, and for no website."""
    key = ec.generate_private_key(ec.SECP256R1())
    usage = _usage(signs_certificates=True)
    names = [x509.DNSName(_NO_SITE), *map(x509.IPAddress, HOME)]
    built = (
        _begun(now, AUTHORITY_LASTS, key, key.public_key())
        .subject_name(_NAME)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.NameConstraints(names, None), critical=True)
    )
    return Signed(built.sign(key, hashes.SHA256()), key)


def new_certificate(authority: Signed, address: str, now: datetime) -> Signed:
    """Make the page's certificate for an address."""
    key = ec.generate_private_key(ec.SECP256R1())
    names = [x509.IPAddress(ipaddress.ip_address(address))]
    built = (
        _begun(now, LASTS, key, authority.key.public_key())
        .subject_name(_PAGE_NAME)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
    )
    return Signed(built.sign(authority.key, hashes.SHA256()), key)


def fits(page: Signed, authority: Signed, address: str, now: datetime) -> bool:
    """Whether the page can go on using its certificate at an address."""
    if not (_issued(page, authority) and page.valid(now, RENEWED)):
        return False
    names = page.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return names.get_values_for_type(x509.IPAddress) == [ipaddress.ip_address(address)]


def folder() -> Path:
    """Where the certificates are, among the user's own data."""
    return platformdirs.user_data_path("lantern") / "phone-certificate"


def load(address: str, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Certificate:
    """The certificate for an address, which is made if there is none. Raises CertificateFault."""
    own, now = folder(), clock()
    above, file = own / "authority.pem", own / "page.pem"
    try:
        SYSTEM.make_private(own)
        own.chmod(0o700)
        authority = _read(above, PhoneLine.AUTHORITY_DAMAGED)
        if authority is not None and not _issued(authority, authority):
            raise CertificateFault(PhoneLine.AUTHORITY_DAMAGED.said(file=above))
        if authority is not None and not authority.valid(now, LASTS):
            # Mostly the clock is wrong, and a new one would cost every phone's trust.
            raise CertificateFault(PhoneLine.AUTHORITY_NOT_VALID.said(file=above))
        if authority is None:
            authority = new_authority(now)
            _write(above, authority)
        page = _read(file, PhoneLine.CERTIFICATE_DAMAGED)
        if page is None or not fits(page, authority, address, now):
            _write(file, new_certificate(authority, address, now))
    except OSError as error:
        line = PhoneLine.CERTIFICATE_UNKEPT.said(reason=reason(error), folder=own)
        raise CertificateFault(line) from error
    der = authority.certificate.public_bytes(serialization.Encoding.DER)
    return Certificate(der, file)


def _begun(
    now: datetime,
    lasts: timedelta,
    key: ec.EllipticCurvePrivateKey,
    issuer: ec.EllipticCurvePublicKey,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .issuer_name(_NAME)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SLOW_CLOCKS)
        .not_valid_after(now + lasts)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _issued(one: Signed, by: Signed) -> bool:
    try:
        one.certificate.verify_directly_issued_by(by.certificate)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _read(path: Path, damaged: PhoneLine) -> Signed | None:
    """What a file holds; None if there is none. Raises OSError and CertificateFault."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise CertificateFault(damaged.said(file=path))
    except FileNotFoundError:
        return None
    path.chmod(0o600)
    with path.open("rb") as file:
        text = file.read(limits.CERTIFICATE_FILE)
    try:
        return Signed.from_file(text)
    except ValueError as error:
        raise CertificateFault(damaged.said(file=path)) from error


def _write(path: Path, signed: Signed) -> None:
    with atomic_write(path, 0o600) as file:
        file.write(signed.to_file())

"""The page's certificate and its authority."""

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from assistant.server.phone import certificate
from assistant.server.phone.certificate import (
    AUTHORITY_LASTS,
    LASTS,
    RENEWED,
    CertificateFault,
    folder,
    load,
    new_authority,
    new_certificate,
)

NOW = datetime(2026, 11, 28, tzinfo=UTC)
HOME = "192.168.1.20"


def page(address: str = HOME, at: datetime = NOW) -> tuple[bytes, x509.Certificate]:
    """The authority, and the page's certificate, as they are used from now on."""
    made = load(address, lambda: at)
    return made.authority, x509.load_pem_x509_certificate(made.file.read_bytes())


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_only_its_owner_can_read_it() -> None:
    before = os.umask(0)
    try:
        page()
    finally:
        os.umask(before)
    assert mode(folder()) == 0o700
    assert {path.name: mode(path) for path in folder().iterdir()} == {
        "authority.pem": 0o600,
        "page.pem": 0o600,
    }


def test_a_key_that_others_could_read_is_made_private_again() -> None:
    page()
    folder().chmod(0o755)
    (folder() / "authority.pem").chmod(0o644)
    (folder() / "page.pem").chmod(0o644)
    page()
    assert mode(folder()) == 0o700
    assert {mode(path) for path in folder().iterdir()} == {0o600}


def test_it_is_kept_until_it_runs_out_and_phones_go_on_trusting_it() -> None:
    first, old = page()
    assert page(at=NOW + LASTS - RENEWED - timedelta(days=1)) == (first, old)
    second, new = page(at=NOW + LASTS - RENEWED)
    assert second == first
    assert new.not_valid_after_utc == NOW + LASTS - RENEWED + LASTS
    # A clock that was wrong when it was made.
    assert page(at=NOW)[1] != new


def test_it_is_valid_for_the_address_alone_and_made_anew_for_another() -> None:
    first, old = page()
    second, new = page("192.168.1.21")
    assert first == second
    names = [
        one.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        for one in (old, new)
    ]
    assert [[str(name.value) for name in each] for each in names] == [
        ["192.168.1.20"],
        ["192.168.1.21"],
    ]
    assert old.public_key() != new.public_key()
    page("fd12::9")


@pytest.mark.parametrize(
    "clock", [datetime(1970, 1, 1, tzinfo=UTC), NOW - timedelta(days=30), NOW + AUTHORITY_LASTS]
)
def test_a_wrong_clock_costs_no_phone_its_trust(clock: datetime) -> None:
    first, _ = page()
    with pytest.raises(CertificateFault) as fault:
        page(at=clock)
    assert "Check the date and time of this computer." in str(fault.value)
    assert page()[0] == first


def test_in_place_of_an_authority_that_has_run_out_the_advice_makes_a_new_one() -> None:
    first, _ = page()
    later = NOW + AUTHORITY_LASTS - timedelta(days=100)
    with pytest.raises(CertificateFault, match="If they are right, delete the file"):
        page(at=later)
    (folder() / "authority.pem").unlink()
    second, new = page(at=later)
    assert first != second
    new.verify_directly_issued_by(x509.load_der_x509_certificate(second))


def test_the_fingerprint_is_the_one_that_phones_show() -> None:
    made = load(HOME, lambda: NOW)
    known = x509.load_der_x509_certificate(made.authority).fingerprint(hashes.SHA256())
    assert bytes.fromhex(made.fingerprint) == known


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("authority.pem", "again, and make your phones trust the new certificate."),
        ("page.pem", "and start lantern phone again."),
    ],
)
@pytest.mark.parametrize("damage", ["cut", "empty", "binary", "another key", "folder"])
def test_a_damaged_file_is_named_with_what_to_do(name: str, advice: str, damage: str) -> None:
    page()
    path = folder() / name
    text = path.read_bytes()
    other = new_authority(NOW).to_file()
    key, half = text.partition(b"-----BEGIN CERT")[::2]
    written = {
        "cut": text[: len(text) // 2],
        "empty": b"",
        "binary": b"\xff\0" * 1000,
        "another key": key + b"-----BEGIN CERT" + other.partition(b"-----BEGIN CERT")[2],
    }
    assert half
    if damage == "folder":
        path.unlink()
        path.mkdir()
    else:
        path.write_bytes(written[damage])
    with pytest.raises(CertificateFault) as fault:
        page()
    assert str(fault.value).startswith("The certificate for phones is damaged. Delete the file ")
    assert str(path) in str(fault.value)
    assert str(fault.value).endswith(advice)
    # The advice helps.
    if path.is_dir():
        path.rmdir()
    else:
        path.unlink()
    page()


def test_an_authority_that_another_one_signed_is_refused() -> None:
    page()
    real = new_authority(NOW)
    signed = new_certificate(new_authority(NOW), HOME, NOW)
    forged = certificate.Signed(signed.certificate, signed.key)
    (folder() / "authority.pem").write_bytes(forged.to_file())
    with pytest.raises(CertificateFault, match="is damaged"):
        page()
    # A page's certificate of another authority is not used, but made anew.
    (folder() / "authority.pem").write_bytes(real.to_file())
    assert page()[1].issuer == real.certificate.subject


def test_a_folder_that_cannot_be_written_is_named() -> None:
    folder().parent.mkdir(parents=True, exist_ok=True)
    folder().write_text("no folder")
    with pytest.raises(CertificateFault) as fault:
        page()
    assert str(fault.value).startswith("The certificate for phones could not be read or saved: ")
    assert str(folder()) in str(fault.value)

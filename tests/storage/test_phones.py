"""The phones that may ask, and the codes that let them in."""

import stat
import threading
from pathlib import Path

import pytest

from assistant.storage.phones import NOTED, RECENT, Paired, Phones, PhonesFault
from models import limits

HERE = "192.168.1.20"


@pytest.fixture
def ticks() -> list[float]:
    return [1_000_000.0]


@pytest.fixture
def phones(tmp_path: Path, ticks: list[float]) -> Phones:
    return Phones(tmp_path / "lantern" / "phones.sqlite", lambda: ticks[0], lambda: ticks[0])


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def paired(phones: Phones, kind: str = "Android") -> Paired:
    found = phones.pair(phones.new_code(), kind, HERE)
    assert isinstance(found, Paired)
    return found


def test_a_code_of_six_digits_lets_in_one_phone(phones: Phones) -> None:
    code = phones.new_code()
    assert len(code) == 6
    assert code.isdigit()
    found = phones.pair(code, "iPhone", HERE)
    assert isinstance(found, Paired)
    assert phones.known(found.token) == "iPhone"
    assert phones.known("another token") is None
    assert phones.pair(code, "iPhone", HERE) == 0, "it was for one phone"


def test_after_five_wrong_tries_the_right_code_is_worth_nothing(phones: Phones) -> None:
    code = phones.new_code()
    left = [phones.pair(wrong(code), "Phone", HERE) for _ in range(limits.CODE_TRIES)]
    assert left == [4, 3, 2, 1, 0]
    assert phones.pair(code, "Phone", HERE) == 0
    assert phones.names() == []
    assert isinstance(phones.pair(phones.new_code(), "Phone", HERE), Paired), "a new one works"


def test_a_neighbour_who_guesses_voids_no_code_of_the_owner(phones: Phones) -> None:
    code = phones.new_code()
    for _ in range(10 * limits.CODE_TRIES):
        phones.pair(wrong(code), "Phone", "192.168.1.66")
    assert phones.pair(code, "Phone", "192.168.1.66") == 0, "its own tries are used up"
    assert isinstance(phones.pair(code, "Phone", HERE), Paired)


def test_many_addresses_together_have_no_more_than_a_thousand_tries(phones: Phones) -> None:
    code = phones.new_code()
    for number in range(limits.CODE_TRIES_TOGETHER):
        phones.pair(wrong(code), "Phone", str(number))
    assert phones.pair(code, "Phone", HERE) == 0
    assert isinstance(phones.pair(phones.new_code(), "Phone", HERE), Paired), "a new one works"


def test_many_at_once_have_no_more_tries(phones: Phones) -> None:
    code = phones.new_code()
    left: list[Paired | int] = []
    threads = [
        threading.Thread(target=lambda: left.append(phones.pair(wrong(code), "Phone", HERE)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(str(one) for one in left) == ["0", "0", "0", "0", "1", "2", "3", "4"]


def test_a_code_is_good_for_ten_minutes(phones: Phones, ticks: list[float]) -> None:
    code = phones.new_code()
    ticks[0] += limits.CODE_SECONDS + 1
    assert phones.pair(code, "Phone", HERE) == 0
    assert phones.pair("", "Phone", HERE) == 0


def test_a_clock_that_is_set_back_makes_no_code_last_longer(tmp_path: Path) -> None:
    clock, ticks = [1_000_000.0], [0.0]
    phones = Phones(tmp_path / "phones.sqlite", lambda: clock[0], lambda: ticks[0])
    code = phones.new_code()
    clock[0] -= 24 * 3600
    ticks[0] += limits.CODE_SECONDS + 1
    assert phones.pair(code, "Phone", HERE) == 0


def test_a_new_code_replaces_the_one_before(phones: Phones) -> None:
    old, new = phones.new_code(), phones.new_code()
    if old != new:
        assert phones.pair(old, "Phone", HERE) == 4
    assert isinstance(phones.pair(new, "Phone", HERE), Paired)


def test_each_phone_has_a_name_of_its_own_by_which_it_is_forgotten(phones: Phones) -> None:
    first, second = paired(phones), paired(phones)
    paired(phones, "iPhone")
    assert phones.names() == ["Android", "Android 2", "iPhone"]
    assert phones.forget("android")
    assert not phones.forget("Android")
    assert phones.known(first.token) is None
    assert phones.known(second.token) == "Android 2"
    assert paired(phones).name == "Android"


def test_only_their_owner_can_read_them_and_no_token_is_in_the_file(
    phones: Phones, tmp_path: Path
) -> None:
    token = paired(phones).token
    for path in (tmp_path / "lantern").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert token.encode() not in path.read_bytes()


def test_a_phone_is_connected_while_the_page_is_on_and_it_asks(
    phones: Phones, ticks: list[float]
) -> None:
    found = paired(phones)
    phones.known(found.token)
    assert phones.connected() == [], "the page is off"
    with phones.switched_on("http://192.168.1.5:8918/") as ours:
        assert ours
        assert phones.connected() == ["Android"]
        ticks[0] += RECENT + 1
        assert phones.connected() == []


def test_a_second_program_learns_where_the_first_one_answers(phones: Phones) -> None:
    assert phones.address() is None
    with phones.switched_on("http://192.168.1.5:8918/"):
        with phones.switched_on("http://10.0.0.1:8918/") as ours:
            assert not ours
        assert phones.address() == "http://192.168.1.5:8918/"
    assert phones.address() is None


def test_a_phone_that_asks_all_the_time_is_not_written_down_each_time(
    phones: Phones, tmp_path: Path, ticks: list[float]
) -> None:
    token = paired(phones).token
    file = tmp_path / "lantern" / "phones.sqlite"

    def is_written() -> bool:
        before = file.read_bytes()
        assert phones.known(token) == "Android"
        return file.read_bytes() != before

    assert is_written()
    ticks[0] += 1
    assert not is_written()
    ticks[0] += NOTED
    assert is_written()
    # The clock was set back.
    ticks[0] -= 100_000
    assert is_written()


def test_who_is_connected_creates_no_file(phones: Phones, tmp_path: Path) -> None:
    assert phones.connected() == []
    assert not list(tmp_path.iterdir())


def test_a_file_that_cannot_be_read_is_a_fault_with_a_remedy(tmp_path: Path) -> None:
    file = tmp_path / "phones.sqlite"
    file.write_bytes(b"not a database at all" * 100)
    with pytest.raises(PhonesFault, match="Check the file"):
        Phones(file).names()
    file.unlink()
    file.mkdir()
    with pytest.raises(PhonesFault, match="Check the file"):
        Phones(file).new_code()

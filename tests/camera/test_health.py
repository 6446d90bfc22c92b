import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.camera.camera import LOOK_EVERY, LOOK_WAIT
from assistant.camera.health import (
    FROZEN_AFTER,
    OPENING_LIMIT,
    OPENING_TOLD_AFTER,
    PAUSES,
    STALLED_AFTER,
    STEADY_AFTER,
    Health,
    HealthVerdict,
)
from assistant.protocol.faults import CameraFault


def opened() -> Health:
    health = Health()
    health.opening(0.0)
    return health


def test_good_frames_are_not_worth_a_word() -> None:
    health = opened()
    assert all(health.saw(t, True, t + 0.01) == HealthVerdict() for t in range(1, 20))


def test_no_frame_for_two_seconds_is_told_once() -> None:
    health = opened()
    health.saw(0.5, True, 0.5)
    assert health.missed(0.5 + STALLED_AFTER - 0.1) == HealthVerdict()
    first = health.missed(0.5 + STALLED_AFTER)
    assert first == HealthVerdict(lost=CameraFault.STALLED, reopen=True)
    health.opening(4.0)
    assert health.missed(4.0 + OPENING_TOLD_AFTER) == HealthVerdict()
    assert health.failed(CameraFault.STALLED, 7.0) == HealthVerdict(reopen=True)


def test_another_reason_takes_the_place_of_the_first() -> None:
    health = opened()
    assert health.failed(CameraFault.UNPLUGGED, 0.1).lost is CameraFault.UNPLUGGED
    health.opening(1.0)
    assert health.failed(CameraFault.BUSY, 1.1) == HealthVerdict(lost=CameraFault.BUSY, reopen=True)
    assert health.fault is CameraFault.BUSY
    health.opening(2.0)
    assert health.failed(CameraFault.BUSY, 2.1) == HealthVerdict(reopen=True)
    health.opening(3.0)
    assert health.failed(CameraFault.MISSING, 3.1).lost is CameraFault.MISSING


@pytest.mark.parametrize("absent", [CameraFault.MISSING, CameraFault.OTHER])
def test_what_was_unplugged_stays_so_while_it_is_not_there(absent: CameraFault) -> None:
    health = opened()
    health.failed(CameraFault.UNPLUGGED, 0.1)
    health.opening(1.0)
    assert health.failed(absent, 1.1) == HealthVerdict(reopen=True)
    assert health.fault is CameraFault.UNPLUGGED


def test_what_comes_back_as_another_camera_is_told() -> None:
    health = opened()
    health.failed(CameraFault.UNPLUGGED, 0.1)
    assert health.failed(CameraFault.MISSING, 1.0).lost is None
    assert health.failed(CameraFault.MISSING, 2.0).lost is None
    told = health.failed(CameraFault.OTHER, 3.0, frozenset({"2"}))
    assert told.lost is CameraFault.OTHER


def test_what_comes_back_beside_another_camera_is_told_once() -> None:
    health = opened()
    health.failed(CameraFault.UNPLUGGED, 0.1)
    first, both = frozenset({"0"}), frozenset({"0", "2"})
    assert health.failed(CameraFault.OTHER, 1.0, first).lost is None
    assert health.failed(CameraFault.OTHER, 2.0, first).lost is None
    assert health.failed(CameraFault.OTHER, 3.0, both).lost is CameraFault.OTHER
    assert health.failed(CameraFault.OTHER, 4.0, both).lost is None


def test_another_camera_that_leaves_is_no_news_of_the_unplugged_one() -> None:
    health = opened()
    health.failed(CameraFault.UNPLUGGED, 0.1)
    assert health.failed(CameraFault.OTHER, 1.0, frozenset({"0", "2"})).lost is None
    assert health.failed(CameraFault.OTHER, 2.0, frozenset({"0"})).lost is None
    assert health.failed(CameraFault.MISSING, 3.0).lost is None


def test_a_known_reason_stays_while_it_is_opened_again() -> None:
    health = opened()
    health.failed(CameraFault.BUSY, 0.1)
    health.opening(1.0)
    assert health.missed(1.0 + OPENING_TOLD_AFTER) == HealthVerdict()
    assert health.fault is CameraFault.BUSY
    # It lets itself be opened, so that nobody holds it, and gives nothing all the same.
    late = health.missed(1.0 + OPENING_LIMIT)
    assert late == HealthVerdict(lost=CameraFault.STALLED, reopen=True)


def test_a_slow_opening_is_told_but_not_cut_short() -> None:
    health = opened()
    assert health.missed(OPENING_TOLD_AFTER - 0.1) == HealthVerdict()
    assert health.missed(OPENING_TOLD_AFTER) == HealthVerdict(
        lost=CameraFault.STALLED, reopen=False
    )
    assert health.missed(OPENING_LIMIT - 0.1) == HealthVerdict()
    assert health.saw(OPENING_LIMIT, True, OPENING_LIMIT) == HealthVerdict(back=True)


def test_an_opening_without_end_starts_anew() -> None:
    health = opened()
    health.missed(OPENING_TOLD_AFTER)
    assert health.missed(OPENING_LIMIT) == HealthVerdict(reopen=True)


def test_equal_frames_are_found_out_and_stay_lost_until_they_change() -> None:
    health = opened()
    health.saw(0.1, True, 0.1)
    assert health.saw(1.0, False, 1.0) == HealthVerdict()
    told = health.saw(0.1 + FROZEN_AFTER, False, 0.1 + FROZEN_AFTER)
    assert told == HealthVerdict(lost=CameraFault.FROZEN, reopen=True)
    health.opening(3.0)
    assert health.saw(3.1, False, 3.1) == HealthVerdict()
    assert health.fault is CameraFault.FROZEN
    assert health.saw(3.2, True, 3.2) == HealthVerdict(back=True)


def test_the_same_frame_again_is_no_new_frame() -> None:
    health = opened()
    health.saw(0.1, True, 0.1)
    assert health.saw(0.1, True, 0.1 + STALLED_AFTER).lost is CameraFault.STALLED


def test_pauses_grow_and_begin_anew_after_steady_frames() -> None:
    health = opened()
    assert [health.pause() for _ in range(len(PAUSES) + 2)] == [*PAUSES, PAUSES[-1], PAUSES[-1]]
    health.saw(0.1, True, 0.1)
    assert health.pause() == PAUSES[-1], "one frame is no proof"
    health.saw(0.2 + STEADY_AFTER, True, 0.2 + STEADY_AFTER)
    assert health.pause() == PAUSES[0]


steps = st.lists(
    st.tuples(
        st.sampled_from(["saw", "same", "missed", CameraFault.BUSY, CameraFault.UNPLUGGED]),
        st.floats(0.01, 3.0),
    ),
    max_size=60,
)


@given(steps)
def test_each_fault_is_told_once_and_its_end_too(steps: list[tuple[str, float]]) -> None:
    health, now = opened(), 0.0
    told: CameraFault | None = None
    for kind, passed in steps:
        now += passed
        if kind == "missed":
            verdict = health.missed(now)
        elif isinstance(kind, CameraFault):
            verdict = health.failed(kind, now)
        else:
            verdict = health.saw(now, kind == "saw", now)
        assert not (verdict.lost and verdict.back)
        if verdict.lost is not None:
            assert verdict.lost is not told
            told = verdict.lost
        if verdict.back:
            assert told is not None
            told = None
        assert told is health.fault
        if verdict.reopen:
            health.opening(now)


@given(st.lists(st.floats(0.05, LOOK_EVERY + LOOK_WAIT), min_size=5, max_size=40))
def test_silence_is_noticed_within_three_seconds(looks: list[float]) -> None:
    health, now, noticed = opened(), 0.0, None
    health.saw(0.0, True, 0.0)
    for passed in [*looks, 0.75, 0.75, 0.75, 0.75]:
        now += passed
        if health.missed(now).lost is not None:
            noticed = now
            break
    assert noticed is not None
    assert noticed < 3.0

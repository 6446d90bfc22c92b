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


def test_good_frames_are_not_reported() -> None:
    health = opened()
    assert all(health.saw(t, True, t + 0.01) == HealthVerdict() for t in range(1, 20))


def test_two_seconds_without_a_frame_are_reported_once() -> None:
    health = opened()
    health.saw(0.5, True, 0.5)
    assert health.missed(0.5 + STALLED_AFTER - 0.1) == HealthVerdict()
    first = health.missed(0.5 + STALLED_AFTER)
    assert first == HealthVerdict(lost=CameraFault.STALLED, reopen=True)
    health.opening(4.0)
    assert health.missed(4.0 + OPENING_TOLD_AFTER) == HealthVerdict()
    assert health.failed(CameraFault.STALLED, 7.0) == HealthVerdict(reopen=True)


def test_another_fault_replaces_the_first() -> None:
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
def test_an_unplugged_camera_stays_unplugged_while_it_is_absent(absent: CameraFault) -> None:
    health = opened()
    health.failed(CameraFault.UNPLUGGED, 0.1)
    health.opening(1.0)
    assert health.failed(absent, 1.1) == HealthVerdict(reopen=True)
    assert health.fault is CameraFault.UNPLUGGED


def test_a_camera_that_returns_with_another_number_is_reported() -> None:
    health = opened()
    health.failed(CameraFault.UNPLUGGED, 0.1)
    assert health.failed(CameraFault.MISSING, 1.0).lost is None
    assert health.failed(CameraFault.MISSING, 2.0).lost is None
    reported = health.failed(CameraFault.OTHER, 3.0, frozenset({"2"}))
    assert reported.lost is CameraFault.OTHER


def test_a_camera_that_returns_beside_another_is_reported_once() -> None:
    health = opened()
    health.failed(CameraFault.UNPLUGGED, 0.1)
    first, both = frozenset({"0"}), frozenset({"0", "2"})
    assert health.failed(CameraFault.OTHER, 1.0, first).lost is None
    assert health.failed(CameraFault.OTHER, 2.0, first).lost is None
    assert health.failed(CameraFault.OTHER, 3.0, both).lost is CameraFault.OTHER
    assert health.failed(CameraFault.OTHER, 4.0, both).lost is None


def test_another_camera_that_leaves_is_not_news() -> None:
    health = opened()
    health.failed(CameraFault.UNPLUGGED, 0.1)
    assert health.failed(CameraFault.OTHER, 1.0, frozenset({"0", "2"})).lost is None
    assert health.failed(CameraFault.OTHER, 2.0, frozenset({"0"})).lost is None
    assert health.failed(CameraFault.MISSING, 3.0).lost is None


def test_a_known_fault_stays_while_the_camera_is_reopened() -> None:
    health = opened()
    health.failed(CameraFault.BUSY, 0.1)
    health.opening(1.0)
    assert health.missed(1.0 + OPENING_TOLD_AFTER) == HealthVerdict()
    assert health.fault is CameraFault.BUSY
    # It opens, so no other program is using it, but gives nothing.
    late = health.missed(1.0 + OPENING_LIMIT)
    assert late == HealthVerdict(lost=CameraFault.STALLED, reopen=True)


def test_slow_opening_is_reported_but_not_cut_short() -> None:
    health = opened()
    assert health.missed(OPENING_TOLD_AFTER - 0.1) == HealthVerdict()
    assert health.missed(OPENING_TOLD_AFTER) == HealthVerdict(
        lost=CameraFault.STALLED, reopen=False
    )
    assert health.missed(OPENING_LIMIT - 0.1) == HealthVerdict()
    assert health.saw(OPENING_LIMIT, True, OPENING_LIMIT) == HealthVerdict(back=True)


def test_endless_opening_starts_over() -> None:
    health = opened()
    health.missed(OPENING_TOLD_AFTER)
    assert health.missed(OPENING_LIMIT) == HealthVerdict(reopen=True)


def test_equal_frames_are_a_fault_until_they_change() -> None:
    health = opened()
    health.saw(0.1, True, 0.1)
    assert health.saw(1.0, False, 1.0) == HealthVerdict()
    reported = health.saw(0.1 + FROZEN_AFTER, False, 0.1 + FROZEN_AFTER)
    assert reported == HealthVerdict(lost=CameraFault.FROZEN, reopen=True)
    health.opening(3.0)
    assert health.saw(3.1, False, 3.1) == HealthVerdict()
    assert health.fault is CameraFault.FROZEN
    assert health.saw(3.2, True, 3.2) == HealthVerdict(back=True)


def test_the_same_frame_again_does_not_count_as_new() -> None:
    health = opened()
    health.saw(0.1, True, 0.1)
    assert health.saw(0.1, True, 0.1 + STALLED_AFTER).lost is CameraFault.STALLED


def test_pauses_grow_and_start_over_after_steady_frames() -> None:
    health = opened()
    assert [health.pause() for _ in range(len(PAUSES) + 2)] == [*PAUSES, PAUSES[-1], PAUSES[-1]]
    health.saw(0.1, True, 0.1)
    assert health.pause() == PAUSES[-1], "one frame proves nothing"
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
def test_each_fault_and_its_end_are_reported_once(steps: list[tuple[str, float]]) -> None:
    health, now = opened(), 0.0
    reported: CameraFault | None = None
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
            assert verdict.lost is not reported
            reported = verdict.lost
        if verdict.back:
            assert reported is not None
            reported = None
        assert reported is health.fault
        if verdict.reopen:
            health.opening(now)


@given(st.lists(st.floats(0.05, LOOK_EVERY + LOOK_WAIT), min_size=5, max_size=40))
def test_missing_frames_are_noticed_within_three_seconds(looks: list[float]) -> None:
    health, now, noticed = opened(), 0.0, None
    health.saw(0.0, True, 0.0)
    for passed in [*looks, 0.75, 0.75, 0.75, 0.75]:
        now += passed
        if health.missed(now).lost is not None:
            noticed = now
            break
    assert noticed is not None
    assert noticed < 3.0

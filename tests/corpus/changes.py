"""Changes of bytes that are good: parts go, others come, and lengths lie."""

from collections.abc import Sequence
from typing import Final

from hypothesis import strategies as st

Change = tuple[float, int, bytes]
"""Where, how many bytes go, and which come."""

CHANGES: Final = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.sampled_from([0, 0, 1, 2, 4, 8, 10**6]),
        st.one_of(
            st.binary(max_size=8),
            st.sampled_from([b"\xff" * 4, b"\x7f\xff\xff\xff", bytes(4), b"[" * 5000, b"9" * 5000]),
        ),
    ),
    max_size=4,
)


def changed(data: bytes, changes: Sequence[Change]) -> bytes:
    for place, gone, come in changes:
        at = int(place * len(data))
        data = data[:at] + come + data[at + gone :]
    return data


def inputs(good: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    made = st.builds(changed, st.sampled_from(good), CHANGES)
    return st.one_of(made, made, made, st.binary(max_size=200))

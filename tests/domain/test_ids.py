"""Derived ids: the same every time, apart, and beside what they come from."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from annotations.domain.ids import beside

NAMESPACE = UUID("12345678-1234-4234-8234-123456789abc")


@given(home=st.uuids(), names=st.lists(st.text(), unique=True))
def test_derived_ids_differ_and_begin_alike(home, names):
    made = [beside(home, NAMESPACE, name) for name in names]
    assert made == [beside(home, NAMESPACE, name) for name in names]
    assert len(set(made)) == len(names)
    for id_ in made:
        assert id_.bytes[:6] == home.bytes[:6]
        assert (id_.version, id_.variant) == (8, "specified in RFC 4122")

"""Which statement stands inside which."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from onrecord.statements.attributes.parents import parents
from onrecord.statements.attribution_draft import Draft


def test_the_smallest_content_that_holds_the_cue_is_the_parent() -> None:
    outer = Draft(content=((0, 100),), cue=((101, 105),))
    middle = Draft(content=((10, 60),), cue=((5, 9),))
    inner = Draft(content=((30, 50),), cue=((22, 28),))
    beside = Draft(content=((130, 150),), cue=((120, 124),))
    assert parents([outer, middle, inner, beside]) == [None, 0, 1, None]
    assert parents([inner, beside, outer, middle]) == [3, None, None, 2]


def test_a_quotation_without_cue_is_inside_what_holds_its_content() -> None:
    assert parents([Draft(content=((0, 50),), cue=((51, 55),)), Draft(content=((10, 20),), floating=True)]) == [None, 0]


def test_two_pieces_of_one_content_hold_what_lies_in_either() -> None:
    split = Draft(content=((0, 20), (40, 90)), cue=((22, 30),))
    assert parents([split, Draft(content=((55, 70),), cue=((50, 54),))]) == [None, 0]
    assert parents([split, Draft(content=((24, 29),), cue=((21, 23),))]) == [None, None]


_span = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda p: (min(p), max(p)))
_draft = st.builds(
    lambda content, cue: Draft(content=tuple(content), cue=tuple(cue)),
    st.lists(_span, min_size=1, max_size=2),
    st.lists(_span, max_size=2),
)


@given(st.lists(_draft, max_size=8))
def test_no_statement_is_inside_itself(drafts: list[Draft]) -> None:
    found = parents(drafts)
    assert len(found) == len(drafts)
    for n in range(len(drafts)):
        at, seen = found[n], {n}
        while at is not None:
            assert at not in seen
            seen.add(at)
            at = found[at]

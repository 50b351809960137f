"""Which statement is nested in which."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from onrecord.statements.attributes.parents import find_parents
from onrecord.statements.attribution_draft import AttributionDraft


def test_the_smallest_content_that_holds_the_cue_is_the_parent() -> None:
    outer = AttributionDraft(content=((0, 100),), cue=((101, 105),))
    middle = AttributionDraft(content=((10, 60),), cue=((5, 9),))
    inner = AttributionDraft(content=((30, 50),), cue=((22, 28),))
    beside = AttributionDraft(content=((130, 150),), cue=((120, 124),))
    assert find_parents([outer, middle, inner, beside]) == [None, 0, 1, None]
    assert find_parents([inner, beside, outer, middle]) == [3, None, None, 2]


def test_a_quotation_without_cue_is_nested_where_its_content_is() -> None:
    assert find_parents(
        [AttributionDraft(content=((0, 50),), cue=((51, 55),)), AttributionDraft(content=((10, 20),), uncued=True)]
    ) == [None, 0]


def test_a_content_of_two_spans_holds_cues_in_either() -> None:
    split = AttributionDraft(content=((0, 20), (40, 90)), cue=((22, 30),))
    assert find_parents([split, AttributionDraft(content=((55, 70),), cue=((50, 54),))]) == [None, 0]
    assert find_parents([split, AttributionDraft(content=((24, 29),), cue=((21, 23),))]) == [None, None]


_span = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda ends: (min(ends), max(ends)))
_draft = st.builds(
    lambda content, cue: AttributionDraft(content=tuple(content), cue=tuple(cue)),
    st.lists(_span, min_size=1, max_size=2),
    st.lists(_span, max_size=2),
)


@given(st.lists(_draft, max_size=8))
def test_no_statement_is_its_own_ancestor(drafts: list[AttributionDraft]) -> None:
    parents = find_parents(drafts)
    assert len(parents) == len(drafts)
    for n in range(len(drafts)):
        ancestor, visited = parents[n], {n}
        while ancestor is not None:
            assert ancestor not in visited
            visited.add(ancestor)
            ancestor = parents[ancestor]

"""Questions of any kind to a store: an answer or one line, from Python, the command line and on both engines."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from store_samples import BRIDGE, FERRY, page_record

from onrecord.cli.main import main
from onrecord.errors import OnrecordError
from onrecord.store import Store

SYNTAX = [
    *('"', "*", "(", ")", "-", "--", "^", ":", "{", "}", "'", "\\", "%", "_", "+", "NEAR(a b)", "a AND", "NOT", "OR"),
    *("", " ", "\x00", "\ud800", "\u202e", "ﬁ", "١٢", "bridge", "Ann", "zzdirect", "s1", "0", "-1", "9" * 30, "nan"),
]
WORDS = st.lists(st.one_of(st.sampled_from(SYNTAX), st.text(max_size=6)), max_size=4).map(" ".join)
NUMBERS = st.one_of(st.integers(), st.floats(), st.sampled_from([2**31, 2**63, 2**64, -(10**30)]))
DAYS = st.one_of(st.dates(), st.none(), st.sampled_from([date.min, date.max]))
FILTERS = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("speaker", "about", "similar"), WORDS),
        **{name: st.one_of(WORDS, st.lists(WORDS, max_size=2)) for name in ("outlet", "kind", "act", "tone")},
        **dict.fromkeys(("since", "until"), DAYS),
        **dict.fromkeys(("limit", "offset"), NUMBERS),
        "order": WORDS,
    },
)
OPTIONS = ("--speaker", "--about", "--outlet", "--kind", "--act", "--tone", "--since", "--until", "--limit", "--like")
many = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@many
@example(words="", filters={"since": date.max, "until": date.min})
@example(words="bridge", filters={"limit": 2**64})
@given(words=WORDS, filters=FILTERS)
def test_find_from_python(store: Store, words: str, filters: dict[str, Any]) -> None:
    if not store.counts()["articles"]:
        store.writer("model").add([page_record("bridge", *BRIDGE), page_record("ferry", *FERRY)])
    try:
        hits = store.find(words, **filters)
    except OnrecordError as error:
        assert "\n" not in str(error)  # noqa: PT017 - many questions have an answer
        return
    assert all(hit.statement is not None for hit in hits)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("queries") / "store.db"
    with Store(str(path)) as store:
        store.writer("model").add([page_record("bridge", *BRIDGE), page_record("ferry", *FERRY)])
    return path


@settings(many, max_examples=25)
@given(st.data())
def test_find_from_the_command_line(path: Path, capsys: pytest.CaptureFixture[str], data: st.DataObject) -> None:
    options = data.draw(st.lists(st.tuples(st.sampled_from(OPTIONS), st.one_of(WORDS, NUMBERS.map(str))), max_size=3))
    arguments = [argument for option in options for argument in option]
    status = main(["find", "--store", str(path), *arguments, "--json", "--", data.draw(WORDS)])
    output = capsys.readouterr()
    assert status in (0, 1, 2), arguments
    assert "fault of this program" not in output.err
    assert "Traceback" not in output.err
    assert status == 0 or output.err.count("\n") == 1

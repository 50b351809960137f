"""The record's JSON: its shape, its way back, its schema."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError

import samples
from onrecord import Record, RecordError, Span, Statement, from_json, json_schema, to_json

KEYS = {
    "": ["schema", "id", "article", "statements", "speakers"],
    "article": "title outlet url authors published modified language image section text paragraphs boilerplate page "
    "claimed_url",
    "page": "kind location retrieved sha256",
    "statement": "id kind content cue source speaker addressee addressee_speaker occasion act tone hedges parent "
    "uncued confidence shown speaker_confidence",
    "speaker": "id name kind roles affiliations aliases mentions",
}


def written(record: Record) -> Any:
    return json.loads(to_json(record))


def test_the_keys_are_the_contract_s_in_order() -> None:
    data = written(samples.record())
    assert list(data) == KEYS[""]
    assert list(data["article"]) == KEYS["article"].split()
    assert list(data["article"]["page"]) == KEYS["page"].split()
    assert all(list(one) == KEYS["statement"].split() for one in data["statements"])
    assert all(list(one) == KEYS["speaker"].split() for one in data["speakers"])
    assert list(data["statements"][0]["content"][0]) == ["start", "end", "text"]
    assert data["article"]["paragraphs"][0] == [0, len(samples.FIRST)]


def test_a_record_comes_back_as_it_was() -> None:
    record = samples.record()
    assert from_json(to_json(record)) == record
    assert from_json(to_json(record, indent=2).decode()) == record


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    record = samples.record(
        article=samples.article(text), statements=(Statement("q1", "direct", (Span(0, len(text), text),)),)
    )
    assert from_json(to_json(record)) == record


def test_controls_that_a_terminal_obeys_are_escaped() -> None:
    data = to_json(samples.record(article=samples.article("a\x1b[31m b\x9b31m c\x7f dé")))
    assert not any(byte < 0x20 or byte == 0x7F for byte in data)
    assert b"\xc2\x9b" not in data
    assert json.loads(data)["article"]["text"] == "a\x1b[31m b\x9b31m c\x7f dé"


def test_half_a_surrogate_pair_is_replaced_in_its_place() -> None:
    record = samples.record(article=samples.article("one \ud800 two"))
    assert written(record)["article"]["text"] == "one \ufffd two"


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b'{"id": 1}', b"\xff", b'"text"', to_json(samples.record()).replace(b"record/2", b"record/9")],
)
def test_what_is_no_record_is_refused(data: bytes) -> None:
    with pytest.raises(RecordError, match="not a record"):
        from_json(data)


def test_the_schema_is_valid_and_takes_a_record() -> None:
    Draft202012Validator.check_schema(json_schema())
    Draft202012Validator(json_schema()).validate(written(samples.record()))


def test_a_value_out_of_bounds_is_refused() -> None:
    with pytest.raises(RecordError, match=r"\.confidence"):
        from_json(to_json(samples.record()).replace(b'"confidence":0.97', b'"confidence":-7'))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema",), "onrecord/1"),
        (("article", "text"), None),
        (("article", "paragraphs"), [[1]]),
        (("article", "page", "kind"), "tape"),
        (("statements", 0, "content"), []),
        (("statements", 0, "kind"), "quoted"),
        (("statements", 0, "confidence"), 1.2),
        (("statements", 0, "content", 0, "start"), -1),
        (("speakers", 0, "kind"), "robot"),
    ],
)
def test_the_schema_refuses_what_is_wrong(path: tuple[str | int, ...], value: object) -> None:
    data = written(samples.record())
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(ValidationError):
        Draft202012Validator(json_schema()).validate(data)


def test_every_property_is_required_and_described() -> None:
    schema = json_schema()
    for name, part in {"Record": schema, **schema["$defs"]}.items():
        assert part["title"] == name
        assert part["required"] == list(part["properties"]) or name == "Record"
        assert set(part["required"]) == set(part["properties"])
        assert all(one["description"] for one in part["properties"].values())

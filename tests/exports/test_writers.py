"""Records to a stream, one by one."""

from __future__ import annotations

import io
import json

import pytest

import samples
from onrecord import from_json
from onrecord.exports.record_writers import Html, Json, JsonLines


def written(writer: type[Json | JsonLines | Html], records: int, pages: int) -> str:
    stream = io.BytesIO()
    one = writer(stream)
    for n in range(records):
        one.write(samples.record(id=f"r{n}"))
    one.finish(pages)
    return stream.getvalue().decode()


@pytest.mark.parametrize(
    ("records", "pages", "kind", "length"),
    [(1, 1, dict, 5), (1, 2, list, 1), (2, 2, list, 2), (3, 9, list, 3), (0, 2, list, 0)],
)
def test_json_is_an_object_for_one_page_and_an_array_for_several(
    records: int, pages: int, kind: type, length: int
) -> None:
    data = json.loads(written(Json, records, pages))
    assert isinstance(data, kind)
    assert len(data) == length


def test_json_of_one_page_that_failed_is_nothing() -> None:
    assert written(Json, 0, 1) == ""


def test_json_lines_are_one_record_a_line_at_once() -> None:
    stream = io.BytesIO()
    writer = JsonLines(stream)
    writer.write(samples.record(id="a"))
    assert stream.getvalue().endswith(b"\n")
    writer.write(samples.record(id="b"))
    assert [from_json(line).id for line in stream.getvalue().splitlines()] == ["a", "b"]


def test_html_is_one_page_for_all() -> None:
    page = written(Html, 2, 2)
    assert page.count("<!DOCTYPE html>") == page.count("</html>") == page.count("<style>") == 1
    assert page.count('<div class="onrecord">') == 2
    assert written(Html, 0, 1) == ""

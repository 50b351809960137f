"""Records written to a stream, one by one."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import pytest

import samples
from onrecord import from_json
from onrecord.exports.writers import write_html, write_json, write_json_lines
from onrecord.records import Record


def records(count: int) -> Iterator[Record]:
    return (samples.record(id=f"r{number}") for number in range(count))


def json_text(record_count: int, page_count: int) -> str:
    stream = io.BytesIO()
    write_json(records(record_count), stream, is_array=lambda: page_count > 1)
    return stream.getvalue().decode()


@pytest.mark.parametrize(
    ("record_count", "page_count", "kind", "length"),
    [(1, 1, dict, 5), (1, 2, list, 1), (2, 2, list, 2), (3, 9, list, 3), (0, 2, list, 0)],
)
def test_json_is_an_object_for_one_page_and_an_array_for_several(
    record_count: int, page_count: int, kind: type, length: int
) -> None:
    data = json.loads(json_text(record_count, page_count))
    assert isinstance(data, kind)
    assert len(data) == length


def test_json_of_one_page_that_failed_is_nothing() -> None:
    assert json_text(0, 1) == ""


def test_json_lines_are_written_one_record_a_line_at_once() -> None:
    stream = io.BytesIO()
    sizes = []

    def watched() -> Iterator[Record]:
        for record in records(3):
            sizes.append(stream.tell())
            yield record

    write_json_lines(watched(), stream)
    assert sizes[0] == 0
    assert 0 < sizes[1] < sizes[2]
    assert [from_json(line).id for line in stream.getvalue().splitlines()] == ["r0", "r1", "r2"]


def test_html_is_one_page_for_all() -> None:
    stream = io.BytesIO()
    write_html(records(2), stream, Record)
    page = stream.getvalue().decode()
    assert page.count("<!DOCTYPE html>") == page.count("</html>") == page.count("<style>") == 1
    assert page.count('<div class="onrecord">') == 2


def test_html_of_no_records_is_written_only_if_asked_for() -> None:
    stream = io.BytesIO()
    write_html(records(0), stream, Record, write_empty=lambda: False)
    assert stream.getvalue() == b""
    write_html(records(0), stream, Record)
    assert stream.getvalue().startswith(b"<!DOCTYPE html>")

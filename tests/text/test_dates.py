"""Dates as feeds write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.text.dates import parse_feed_date


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Wed, 01 May 2024 10:00:00 GMT", "2024-05-01T10:00:00+00:00"),
        ("Wed, 01 May 2024 10:00:00 -0000", "2024-05-01T10:00:00+00:00"),
        ("Wed, 1 May 24 10:00 EDT", "2024-05-01T10:00:00-04:00"),
        ("Wed, 01 May 2024 10:00:00 CEST", "2024-05-01T10:00:00+02:00"),
        ("Wed, 01 May 2024 10:00:00", "2024-05-01T10:00:00"),
        ("Wed, 01 May 2024 10:00:00 XYZ", "2024-05-01T10:00:00"),
        ("Wed, 01 May 2024", "2024-05-01"),
        ("01 May 2024 10:00 PM EST", "2024-05-01T22:00:00-05:00"),
        ("May 1, 2024 9:30 am", "2024-05-01T09:30:00"),
        ("May 1, 2024", "2024-05-01"),
        ("2024-05-01", "2024-05-01"),
        ("20240501", "2024-05-01"),
        ("2024-05-01T10:00Z", "2024-05-01T10:00:00+00:00"),
        ("2024-05-01t10:00:00z", "2024-05-01T10:00:00+00:00"),
        ("2024-05-01 10:00:00 +0530", "2024-05-01T10:00:00+05:30"),
        ("2024-05-01T10:00:00.1234567-03:00", "2024-05-01T10:00:00.123456-03:00"),
        ("2024-05-01T10:00:00", "2024-05-01T10:00:00"),
        ("May 2024", None),
        ("2024-05", None),
        ("2024", None),
        ("01/05/2024", None),
        ("0001-01-01T00:00:00Z", None),
        ("2024-13-01", None),
        ("10:00", None),
        ("yesterday", None),
        ("May 1, 2024 " * 20, None),
        ("", None),
        (None, None),
    ],
)
def test_dates(words: str | None, expected: str | None) -> None:
    assert parse_feed_date(words) == expected


@given(st.text(max_size=60) | st.from_regex(r"(May|1|,| |:|20|24|\+|-|[A-Z]{3}|T|am){1,14}", fullmatch=True))
@settings(max_examples=500, deadline=None)
def test_any_words_are_a_date_or_none(words: str) -> None:
    assert parse_feed_date(words) is None or parse_feed_date(words)[:4].isdigit()  # type: ignore[index]

"""Pages and texts made to take minutes: each is read, or refused, in seconds."""

from __future__ import annotations

import time

import pytest

from onrecord.articles.authors import clean
from onrecord.articles.markdown import plain_lines

SECONDS = 8.0  # each took 20 and more before it was seen to, and one second since; machines differ


@pytest.mark.parametrize("byline", ["A and " * 20_000, "a" * 200_000, "@" * 200_000, "(" * 50_000])
def test_a_byline_without_end_names_nobody(byline: str) -> None:
    started = time.perf_counter()
    assert clean([byline, "By Ann Lee"]) == ("Ann Lee",)
    assert time.perf_counter() - started < SECONDS


@pytest.mark.parametrize("marks", ["*a ", "[", "[a](", "_a ", "`a ", "`", "![](", '[a](b "', "<http://", "# #"])
def test_markdown_of_marks_alone(marks: str) -> None:
    started = time.perf_counter()
    assert plain_lines(f"{marks * 30_000}\n\n**Boats** stay")[-1] == "Boats stay"
    assert time.perf_counter() - started < SECONDS

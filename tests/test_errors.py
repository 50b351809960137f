"""Errors carry their location and what to do about them, and keep that wherever they go."""

from __future__ import annotations

import pickle

import pytest

from onrecord import (
    ArticleError,
    FetchError,
    OnrecordError,
    PageError,
    RetryLaterError,
    Skipped,
    SkipReason,
    SourceError,
)
from onrecord.pages.http.client import NotModified
from onrecord.stop_event import StopRequested


def test_the_message_shows_the_location_and_the_reason_does_not() -> None:
    error = ArticleError("no article", location="a.html")
    assert (str(error), error.reason, error.location) == ("a.html: no article", "no article", "a.html")
    assert str(ArticleError("no article")) == "no article"


def test_an_error_at_another_location_keeps_its_kind_and_data() -> None:
    error = RetryLaterError("not now", retryable=True, retry_after=30.0).at("https://a.example/")
    assert (type(error), error.retryable, error.retry_after) == (RetryLaterError, True, 30.0)
    assert str(error) == "https://a.example/: not now"


def test_an_error_survives_the_way_between_processes() -> None:
    error = pickle.loads(pickle.dumps(FetchError("no", location="a", retryable=True, retry_after=2.0)))
    assert (str(error), error.retryable, error.retry_after) == ("a: no", True, 2.0)


@pytest.mark.parametrize("signal", [StopRequested, NotModified])
def test_control_flow_is_not_an_error(signal: type[Exception]) -> None:
    assert not issubclass(signal, OnrecordError)


def test_an_outcome_is_made_from_an_error_and_gives_it_back() -> None:
    outcome = Skipped.from_error(FetchError("no\npage", retry_after=5.0), "https://a.example/")
    assert outcome == Skipped("https://a.example/", SkipReason.FETCH, "no page")
    assert outcome.failed
    error = outcome.to_error()
    assert isinstance(error, FetchError)
    assert (error.retry_after, error.location) == (5.0, "https://a.example/")


def test_an_outcome_without_an_error_gives_a_page_error() -> None:
    outcome = Skipped("a.jpg", SkipReason.UNKNOWN_KIND, "of no known kind")
    assert not outcome.failed
    assert (type(outcome.to_error()), str(outcome.to_error())) == (PageError, "a.jpg: of no known kind")


def test_an_error_without_words_is_called_by_its_kind() -> None:
    assert Skipped.from_error(SourceError(), "a.txt") == Skipped("a.txt", SkipReason.SOURCE, "SourceError")

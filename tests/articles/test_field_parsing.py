"""Bylines, dates and titles as pages give them."""

from __future__ import annotations

import pytest

from onrecord.articles.body.boilerplate import is_boilerplate
from onrecord.articles.metadata.bylines import parse_bylines
from onrecord.articles.metadata.headlines import strip_outlet
from onrecord.text.dates import parse_page_date


@pytest.mark.parametrize(
    ("bylines", "names"),
    [
        (["By Ana Ray and Tom Lee"], ("Ana Ray", "Tom Lee")),
        (["Ana Ray, Tom Lee and Jo Orr"], ("Ana Ray", "Tom Lee", "Jo Orr")),
        (["ANA RAY, Chief Political Correspondent"], ("Ana Ray",)),
        (["AFP"], ("AFP",)),
        (["Reuters", "Reuters"], ("Reuters",)),
        (["@anaray", "https://x.example/ana", "ana@x.example"], ()),
        (["Ana Ray | The Harbour Post"], ("Ana Ray", "The Harbour Post")),
        (["admin"], ()),
        (["Staff Reporter"], ()),
        (["Daily Harbour Reporter"], ()),
        (["Harbour Post Staff", "Newsroom"], ()),
        (["Reuters Staff"], ("Reuters Staff",)),
        (["AFP/Reuters"], ("AFP", "Reuters")),
        (["By Ana Ray in London and Tom Lee for the Post"], ("Ana Ray", "Tom Lee")),
        (["Center for Harbour Safety"], ("Center for Harbour Safety",)),
        (["Senior Political Reporter Ana Ray"], ("Ana Ray",)),
        (["Martin King, Jr., Tom Lee"], ("Martin King, Jr", "Tom Lee")),
        (["ANA MCKAY"], ("Ana McKay",)),
        (["Ana Ray, University of Harbour", "Tom Lee (AFP)"], ("Ana Ray", "Tom Lee")),
        (["Ana de la Ray", "José Ñandú"], ("Ana de la Ray", "José Ñandú")),
        (["", "-", "2", "x" * 90], ()),
        (["Written by Ana O’Ray-Lee"], ("Ana O’Ray-Lee",)),
    ],
)
def test_names_in_bylines(bylines: list[str], names: tuple[str, ...]) -> None:
    assert parse_bylines(bylines) == names


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2025-02-27", "2025-02-27"),
        ("2025-02-27T16:17:40Z", "2025-02-27T16:17:40+00:00"),
        ("2025-02-27 16:17:40", "2025-02-27T16:17:40"),
        ("2025-02-27T16:17:40.123-0500", "2025-02-27T16:17:40.123000-05:00"),
        ("Thu, 27 Feb 2025 16:17:40 GMT", "2025-02-27T16:17:40+00:00"),
        ("27 February 2025", "2025-02-27"),
        ("Feb 27, 2025 4:17 PM EST", "2025-02-27T16:17:00-05:00"),
        ("Published: 12 June 2024", "2024-06-12"),
        ("Updated 10:15 a.m. ET Feb. 3, 2024", "2024-02-03T10:15:00"),
        ("27 Feb 2025 12:00 XYZ", "2025-02-27T12:00:00"),
        ("13/4/2025", "2025-04-13"),
        ("3/4/2025", None),  # April or March
        ("March 2025", None),
        ("2025", None),
        ("1714521600", None),
        ("0001-01-01", None),
        ("2025-13-45", None),
        ("yesterday", None),
        ("", None),
        (None, None),
        ("9" * 100, None),
    ],
)
def test_dates_become_iso_8601_or_none(written: str | None, expected: str | None) -> None:
    assert parse_page_date(written) == expected


@pytest.mark.parametrize(
    ("title", "outlet", "expected"),
    [
        ("Boats stay in harbour | Harbour Post", "Harbour Post", "Boats stay in harbour"),
        ("Boats stay in harbour - BBC News", None, "Boats stay in harbour"),
        ("Boats - and trains - stay", "Harbour Post", "Boats - and trains - stay"),
        ("Boats stay | Local | Harbour Post", "The Harbour Post", "Boats stay | Local"),
        ("Boats stay - and so does the post", None, "Boats stay - and so does the post"),
        ("Boats stay | The Ledger", None, "Boats stay"),
    ],
)
def test_the_outlet_after_a_title_is_removed(title: str, outlet: str | None, expected: str) -> None:
    assert strip_outlet(title, outlet) == expected


@pytest.mark.parametrize(
    "line",
    ["Exit mobile version", "Advertisement", "Share this article", "https://x.example/a", "Read more: The other boat"],
)
def test_prompts_and_labels_are_boilerplate(line: str) -> None:
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "“Share this with nobody,” she said.",
        "Read her lips, he told us.",
        "The advertisement was late.",
        "More than 200 boats stayed in the harbour on Monday.",
        "Already a crowd had gathered at the pier.",
        "Published in 1950, the novel sold a million copies.",
        "Copyright law will change, the minister said.",
        "“I tried to get in touch with the ministry,” she said.",
        "Agents earn commission of five per cent, he said.",
        "Related companies said that they would leave.",
        "Ana Ray is a reporter for the Harbour Post and was arrested on Monday.",
        "“SHUT IT NOW OR NEVER”",
    ],
)
def test_sentences_of_an_article_are_not_boilerplate(line: str) -> None:
    assert not is_boilerplate(line)

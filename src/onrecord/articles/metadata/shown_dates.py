"""The date that a page shows beside the headline, for a page that states none in its markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from onrecord.articles.body.paragraph_repair import visible_text
from onrecord.articles.metadata.shown_bylines import elements_near_headline, is_elsewhere
from onrecord.text.dates import parse_page_date

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_TIMES = 3  # elements with a date that are looked at away from the headline
MAX_DATE = 60  # characters of a date with its label
_OTHER_DATE = re.compile(r"updated|modified|edited|claim|statement|stated|said|quote", re.IGNORECASE)
_DATE_WORDS = re.compile(r"[^\W\d_]+,? .*\d{4}|\d{1,2} [^\W\d_]+,? \d{4}")


def shown_date(tree: HtmlElement) -> str | None:
    """Return the date beside the headline: of a ``<time>``, else of words that are nothing but a date.

    What the article is about may have a date too ("Claimed on …"), and a later change.
    """
    beside_headline = list(elements_near_headline(tree))
    times = [element for element in beside_headline if element.tag == "time" and element.get("datetime")]
    elsewhere = (element for element in tree.iter("time") if element.get("datetime") is not None)
    chosen = [element for element in times if not _is_of_other(element) and not is_elsewhere(element)]
    for element in (*chosen, *times, *islice(elsewhere, MAX_TIMES)):
        if date := parse_page_date(element.get("datetime")):
            return date
    return next(_dates_in_words(beside_headline), None)


def _is_of_other(element: HtmlElement) -> bool:
    """Return whether a date is that of a change, or of what the article is about, by its names or the words before."""
    parent = element.getparent()
    names = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
    before = "" if parent is None else f"{parent.get('class') or ''} {parent.text or ''}"
    return _OTHER_DATE.search(f"{names} {before}") is not None


def _dates_in_words(elements: list[HtmlElement]) -> Iterator[str]:
    for element in elements:
        if len(element) or not element.text or len(element.text) > MAX_DATE or is_elsewhere(element):
            continue
        words = visible_text(element)
        if _DATE_WORDS.search(words) and (date := parse_page_date(words)):
            yield date

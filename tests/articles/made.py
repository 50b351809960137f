"""Web pages made for the tests, and what is read from them."""

from __future__ import annotations

from onrecord.articles.extract import extract
from onrecord.records import Article, Page, PageOrigin
from onrecord.settings import Settings

WORDS = "The council said on Monday that the bridge would stay shut until the engineers had looked at the piers. "
BODY = "".join(f"<p>{WORDS * 2}Paragraph {n} of the story about the bridge.</p>" for n in range(6))


def page(body: str, url: str | None = "https://harbourpost.example/bridge") -> Page:
    return Page(PageOrigin("file", "a.html", None, "0" * 64), "html", body, url=url)


def read(body: str) -> Article:
    return extract(page(body), Settings())


def html(
    head: str = "", body: str = BODY, title: str = "Bridge to stay shut and tolls to rise - The Harbour Post"
) -> str:
    shown = f"<nav><a>Home</a></nav><article><h1>Bridge to stay shut, tolls to rise</h1>{body}</article>"
    return f"<html lang='en'><head><title>{title}</title>{head}</head><body>{shown}</body></html>"

"""Web pages for the tests, and the articles that are read from them."""

from __future__ import annotations

from onrecord.articles.extract import extract_article
from onrecord.records import Article, Page, PageOrigin
from onrecord.settings import Settings

WORDS = "The council said on Monday that the bridge would stay shut until the engineers had looked at the piers. "
BODY = "".join(f"<p>{WORDS * 2}Paragraph {n} of the story about the bridge.</p>" for n in range(6))


def web_page(body: str, url: str | None = "https://harbourpost.example/bridge") -> Page:
    return Page(PageOrigin("file", "a.html", None, "0" * 64), "html", body, url=url)


def read_article(body: str) -> Article:
    return extract_article(web_page(body), Settings())


def html_source(
    head: str = "", body: str = BODY, title: str = "Bridge to stay shut and tolls to rise - The Harbour Post"
) -> str:
    article = f"<nav><a>Home</a></nav><article><h1>Bridge to stay shut, tolls to rise</h1>{body}</article>"
    return f"<html lang='en'><head><title>{title}</title>{head}</head><body>{article}</body></html>"

"""The page's own JSON-LD: the object that describes the article, however the publisher wrapped or broke it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from onrecord.articles.metadata.page_addresses import plain_address

_ARTICLES = re.compile(r"Article$|Posting$|^Report$|^Review$|^LiveBlog|^NewsItem$|^Recipe$")
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|"
    r"\]\]>)\s*;?\s*$"
)
_COMMA = re.compile(r",\s*([}\]])")
_FIRST_OBJECT = re.compile(r"[\[{]")
_ESCAPE = re.compile(r"(\\[\"\\/bfnrtu])|\\")
_DEEPEST = 8
LONGEST = 2_000_000  # characters in a script; a whole live blog with its updates has fewer
TOLD = frozenset({"headline", "datePublished", "author", "image"})


def objects(scripts: list[str]) -> list[dict[str, Any]]:
    """Every object of the page's scripts that may describe its article, its publisher or its site."""
    return [node for script in scripts if len(script) <= LONGEST for node in _nodes(_parse(script), 0)]


def article_object(found: list[dict[str, Any]], own: set[str]) -> dict[str, Any]:
    """The object that says most about the article; empty when none does. ``own`` is the page's own addresses.

    An object that names one of those is preferred: pages describe other articles too.
    """

    def weight(node: dict[str, Any]) -> int:
        named = {plain_address(address(node.get(name)) or "") for name in ("url", "mainEntityOfPage", "@id")}
        return len(TOLD & node.keys()) + (len(TOLD) if own & named else 0)

    return max(filter(_is_article, found), key=weight, default={})


def publisher(found: list[dict[str, Any]]) -> str | None:
    """The name of the site or organization that publishes the page."""
    for kind in ("WebSite", "NewsMediaOrganization", "Organization"):
        for node in found:
            if kind in _types(node) and (name := text(node.get("name"))):
                return name
    return None


def text(value: Any) -> str | None:
    """The words of a value: a string, an object with a name, or the first of a list."""
    if isinstance(value, str):
        return " ".join(html.unescape(html.unescape(value)).split()) or None
    if isinstance(value, dict):
        return text(value.get("name") or value.get("headline") or value.get("@value"))
    if isinstance(value, list):
        return next((words for item in value if (words := text(item))), None)
    return None


def names(value: Any) -> list[str]:
    """Every name in a value: strings, objects with names, lists of either."""
    if isinstance(value, list):
        return [name for item in value for name in names(item)]
    if isinstance(value, dict) and isinstance(value.get("name"), list):
        return names(value["name"])
    name = text(value)
    return [name] if name else []


def address(value: Any) -> str | None:
    """The address in a value: a string, an ImageObject's url, or the first of a list."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, dict):
        return address(value.get("url") or value.get("contentUrl") or value.get("@id"))
    if isinstance(value, list):
        return next((found for item in value if (found := address(item))), None)
    return None


def _parse(script: str) -> Any:
    """The script's value; what publishers commonly break is mended, and what cannot be read is None."""
    words = script.strip()
    for _ in range(2):
        words = _WRAPPING.sub("", words).strip()
    for mend in (_as_it_is, _mended, lambda broken: _mended(html.unescape(broken))):
        try:
            return json.loads(mend(words), strict=False)
        except (ValueError, RecursionError):
            continue
    start = _FIRST_OBJECT.search(words)
    try:
        return json.JSONDecoder(strict=False).raw_decode(words, start.start())[0] if start else None
    except (ValueError, RecursionError):
        return None


def _as_it_is(words: str) -> str:
    return words


def _mended(words: str) -> str:
    """Without commas before a closing bracket, and with stray backslashes kept as such."""
    return _COMMA.sub(r"\1", _ESCAPE.sub(lambda escape: escape[1] or r"\\", words))


def _nodes(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "subjectOf", "hasPart"):
            if isinstance(value.get(key), (list, dict)):
                yield from _nodes(value[key], depth + 1)


def _types(node: dict[str, Any]) -> list[str]:
    kinds = node.get("@type")
    return [str(kind).rsplit("/", 1)[-1] for kind in (kinds if isinstance(kinds, list) else [kinds]) if kind]


def _is_article(node: dict[str, Any]) -> bool:
    return any(_ARTICLES.search(kind) for kind in _types(node)) and (
        "headline" in node or "datePublished" in node or "name" in node
    )

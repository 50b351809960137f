"""The page's own JSON-LD: the object that describes the article, however the publisher wrapped or broke it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

_ARTICLES = re.compile(r"Article$|Posting$|^Report$|^Review$|^LiveBlog|^NewsItem$|^Recipe$")
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|"
    r"\]\]>)\s*;?\s*$"
)
_COMMA = re.compile(r",\s*([}\]])")
_FIRST_OBJECT = re.compile(r"[\[{]")
_DEEPEST = 8


def article_object(scripts: list[str]) -> dict[str, Any]:
    """The object that says most about the article; empty when no script holds one."""
    found = [node for script in scripts for node in _nodes(_parse(script), 0) if _is_article(node)]
    return max(
        found, key=lambda node: sum(key in node for key in ("headline", "datePublished", "author", "image")), default={}
    )


def publisher(scripts: list[str]) -> str | None:
    """The name of the site or organization that publishes the page."""
    for kind in ("WebSite", "NewsMediaOrganization", "Organization"):
        for node in (n for script in scripts for n in _nodes(_parse(script), 0)):
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
    for attempt in (words, _COMMA.sub(r"\1", words), _COMMA.sub(r"\1", html.unescape(words))):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    start = _FIRST_OBJECT.search(words)
    try:
        return json.JSONDecoder(strict=False).raw_decode(words, start.start())[0] if start else None
    except (ValueError, RecursionError):
        return None


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

"""A page's JSON-LD: the object that describes the article, however the publisher wrapped or broke it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from onrecord.articles.control_characters import without_control_characters
from onrecord.articles.metadata.page_addresses import comparable_address
from onrecord.text.character_references import unescape_references

_ARTICLE_TYPE = re.compile(r"Article$|Posting$|^Report$|^Review$|^LiveBlog|^NewsItem$|^Recipe$")
_OPENING_WRAPPER = re.compile(r"<!--|(?://|/\*)?\s*+<!\[CDATA\[(?:\s*+\*/)?")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_FIRST_OBJECT = re.compile(r"[\[{]")
_ESCAPE = re.compile(r"(\\[\"\\/bfnrtu])|\\")
_MAX_DEPTH = 8
_MAX_VALUE_DEPTH = 40  # of lists and objects in each other; pages have fewer than ten
MAX_SCRIPT = 2_000_000  # characters; a whole live blog with its updates has fewer
ARTICLE_KEYS = frozenset({"headline", "datePublished", "author", "image"})


def parse_objects(scripts: list[str]) -> list[dict[str, Any]]:
    """Return every object of the page's scripts that may describe its article, its publisher or its site."""
    return [node for script in scripts if len(script) <= MAX_SCRIPT for node in _nodes(_cleaned(_parse(script)), 0)]


def _cleaned(value: Any, depth: int = 0) -> Any:
    """The value without characters that no text has, and without what is nested deeper than any page nests it."""
    if isinstance(value, str):
        return without_control_characters(value)
    if isinstance(value, dict | list) and depth >= _MAX_VALUE_DEPTH:
        return None
    if isinstance(value, dict):
        return {without_control_characters(key): _cleaned(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_cleaned(item, depth + 1) for item in value]
    return value


def find_article(objects: list[dict[str, Any]], page_addresses: set[str]) -> dict[str, Any]:
    """Return the object that says most about the article; empty if none describes one.

    An object with one of the page's own addresses is preferred: pages describe other articles too.
    """

    def weight(node: dict[str, Any]) -> int:
        """Return how well an object describes the article; the greatest is chosen."""
        addresses = {comparable_address(address_of(node.get(key)) or "") for key in ("url", "mainEntityOfPage", "@id")}
        return len(ARTICLE_KEYS & node.keys()) + (len(ARTICLE_KEYS) if page_addresses & addresses else 0)

    return max(filter(_is_article, objects), key=weight, default={})


def find_publisher(objects: list[dict[str, Any]]) -> str | None:
    """Return the name of the site or organization that publishes the page."""
    for kind in ("WebSite", "NewsMediaOrganization", "Organization"):
        for node in objects:
            if kind in _types(node) and (name := text_of(node.get("name"))):
                return name
    return None


def text_of(value: Any) -> str | None:
    """Return the words of a value: a string, an object with a name, or the first of a list."""
    if isinstance(value, str):
        return " ".join(unescape_references(unescape_references(value)).split()) or None
    if isinstance(value, dict):
        return text_of(value.get("name") or value.get("headline") or value.get("@value"))
    if isinstance(value, list):
        return next((words for item in value if (words := text_of(item))), None)
    return None


def names_of(value: Any) -> list[str]:
    """Return every name in a value: strings, objects with names, lists of either."""
    if isinstance(value, list):
        return [name for item in value for name in names_of(item)]
    if isinstance(value, dict) and isinstance(value.get("name"), list):
        return names_of(value["name"])
    name = text_of(value)
    return [name] if name else []


def values_of(value: Any, key: str) -> list[str]:
    """Return the strings that an object, or each object of a list, has under a key."""
    nodes = value if isinstance(value, list) else [value]
    return [words for node in nodes if isinstance(node, dict) and (words := text_of(node.get(key)))]


def address_of(value: Any) -> str | None:
    """Return the address in a value: a string, an ImageObject's url, or the first of a list."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, dict):
        return address_of(value.get("url") or value.get("contentUrl") or value.get("@id"))
    if isinstance(value, list):
        return next((address for item in value if (address := address_of(item))), None)
    return None


def _unescape_and_repair(script: str) -> str:
    return _repair(unescape_references(script))


def _parse(script: str) -> Any:
    """The script's value, with common mistakes repaired; None if it cannot be parsed."""
    words = script.strip()
    for _ in range(2):
        words = _without_wrapper(words)
    for repair in (str, _repair, _unescape_and_repair):
        try:
            return json.loads(repair(words), strict=False)
        except (ValueError, RecursionError):
            continue
    start = _FIRST_OBJECT.search(words)
    try:
        return json.JSONDecoder(strict=False).raw_decode(words, start.start())[0] if start else None
    except (ValueError, RecursionError):
        return None


def _without_wrapper(script: str) -> str:
    """The script without the comment or CDATA marks that hide it from old browsers."""
    opening = _OPENING_WRAPPER.match(script)
    script = script[opening.end() :].strip() if opening else script
    inner = script.removesuffix(";").rstrip()
    if inner.endswith("-->"):
        return inner[:-3].rstrip()
    if inner.endswith("*/"):
        inner = inner[:-2].rstrip()
    if inner.endswith("]]>"):
        return inner[:-3].rstrip().removesuffix("//").removesuffix("/*").rstrip()
    return script


def _repair(words: str) -> str:
    """The script without commas before a closing bracket, and with stray backslashes escaped."""
    return _TRAILING_COMMA.sub(r"\1", _ESCAPE.sub(lambda escape: escape[1] or r"\\", words))


def _nodes(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _MAX_DEPTH:
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
    return any(_ARTICLE_TYPE.search(kind) for kind in _types(node)) and (
        "headline" in node or "datePublished" in node or "name" in node
    )

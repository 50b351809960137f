"""RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, and CDF: read leniently, by the names of the elements."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from onrecord.pages.feeds.feed_model import EntryCollector, Feed, clean_title
from onrecord.pages.feeds.lenient_xml import parse_xml
from onrecord.pages.feeds.page_urls import absolute_url

# Namespaces whose elements are read, each as if it were RSS or Atom's own; feeds often omit or confuse them.
_FEED_NAMESPACES = (
    "http://www.w3.org/2005/Atom", "http://purl.org/atom/", "http://purl.org/rss/", "http://my.netscape.com/",
    "http://backend.userland.com/", "http://purl.org/dc/", "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://blogs.law.harvard.edu/", "http://rssnamespace.org/feedburner/",
)  # fmt: skip
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_ENTRY_ELEMENTS = {"item", "entry"}
_NESTED_ELEMENTS = {"image", "textinput", "source", "author", "contributor", "cloud"}  # with their own titles and links
_TEXT_ELEMENTS = {
    "title", "link", "guid", "id", "identifier", "pubdate", "published", "issued", "date", "created", "updated",
    "modified", "origlink", "ttl", "updateperiod", "updatefrequency", "hour", "day",
}  # fmt: skip
_PUBLISHED_ELEMENTS = ("pubdate", "published", "issued", "date", "created")
_UPDATED_ELEMENTS = ("updated", "modified")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PERIOD_SECONDS = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_ADDRESS = re.compile(r"https?://|/(?!/)", re.IGNORECASE)  # an id that is one, perhaps without the host
MAX_TTL_SECONDS = 31_536_000  # a year
MAX_TEXT_LENGTH = 16_384  # characters kept of one element


def read_xml_feed(text: str, address: str, root_start: int) -> Feed:
    """Return the feed whose root element is at `root_start`; if it is damaged or cut short, what is complete."""
    handler = _FeedHandler(address)
    fault = parse_xml(text, handler, root_start)
    handler.finish(complete=_has_end_tag(text, handler.root))
    notes = handler.collector.notes
    if not handler.ended and handler.has_cut_entry:
        notes.count("entries cut short")
    if fault:
        notes.add(f"{fault}; what could be read was used")
    head = handler.head
    skip_days = {day.strip().title() for day in handler.skip_days}
    return Feed(
        clean_title(head.texts.get("title"), has_markup=head.title_has_markup),
        handler.collector.entries(),
        _ttl_seconds(head, handler.collector),
        tuple(sorted(set(_skip_hours(handler)))),
        tuple(day for day in _DAYS if day in skip_days),
        next((url for base, link in head.next_links if (url := absolute_url(base, link))), None),
        notes.lines(),
    )


def _has_end_tag(text: str, root: str) -> bool:
    """Return whether the root's end tag is there, perhaps before a comment on how long the feed took to make."""
    return re.search(rf"</(?:\w+:)?{re.escape(root)}\s*>", text[-500:], re.IGNORECASE) is not None


@dataclass(slots=True)
class _FeedPart:
    """What was read of the feed's head or of one entry: the first text of each element, and the links.

    Attributes:
        bases: for each text, the base of its links.
        links: for each link its rank, its base, and the link.
        self_links: where the entry itself is, which counts if nothing else is there: base and link.
    """

    texts: dict[str, str] = field(default_factory=dict)
    bases: dict[str, str] = field(default_factory=dict)
    links: list[tuple[int, str, str]] = field(default_factory=list)
    next_links: list[tuple[str, str]] = field(default_factory=list)
    self_links: list[tuple[str, str]] = field(default_factory=list)
    about: str | None = None
    guid_is_link: bool = True
    title_has_markup: bool = True
    base: str = ""


class _FeedHandler:
    """Turns elements into entries.

    Texts are taken wherever they are inside an entry: badly nested HTML is common around them.
    """

    def __init__(self, address: str) -> None:
        self.collector = EntryCollector()
        self.head = _FeedPart(base=address)
        self.skip_hours: list[str] = []
        self.skip_days: list[str] = []
        self.root = ""
        self.ended = False
        self.has_cut_entry = False
        self._namespaces: tuple[str, ...] = _FEED_NAMESPACES
        self._entry: _FeedPart | None = None
        self._path: list[str] = []
        self._bases = [address]
        self._nested_depth = 0  # where an element with its own titles began; 0 outside
        self._text_name: str | None = None  # the element whose text is being read
        self._text_depth = 0
        self._text: list[str] = []
        self._link_attributes: Mapping[str, str] | None = None  # of a link with a relation, the address as its text

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Handle the start of an element."""
        name = self._local_name(name)
        base = attributes.get(_XML_BASE) or (attributes.get("BASE") if name == "channel" else None)
        self._bases.append((absolute_url(self._bases[-1], base) or self._bases[-1]) if base else self._bases[-1])
        self._path.append(name)
        self.root = self.root or name
        if name in _ENTRY_ELEMENTS:
            self._finish_entry()  # one that badly nested elements kept open
            self._entry = _FeedPart(about=attributes.get(_RDF_ABOUT), base=self._bases[-1])
            self._nested_depth, self._text_name = 0, None
            if self.root == "channel":
                self._read_cdf_entry(self._entry, attributes)
        elif name in _NESTED_ELEMENTS and not self._nested_depth:
            self._nested_depth = len(self._path)
        elif name in _TEXT_ELEMENTS and not self._nested_depth and self._text_name is None:
            self._start_text(name, attributes)

    def _read_cdf_entry(self, entry: _FeedPart, attributes: Mapping[str, str]) -> None:
        """Read the address and the date of an entry of CDF, which has both as attributes, in capitals mostly."""
        values = {name.lower(): value for name, value in attributes.items()}
        if "href" in values:
            entry.links.append((0, self._bases[-1], values["href"]))
        if "lastmod" in values:
            entry.texts["modified"] = values["lastmod"]

    def _start_text(self, name: str, attributes: Mapping[str, str]) -> None:
        part = self._part
        if name == "link" and "href" in attributes:
            self._add_atom_link(part, attributes, attributes["href"])
            return
        self._link_attributes = attributes if name == "link" and "rel" in attributes else None
        self._text_name, self._text_depth, self._text = name, len(self._path), []
        if name not in part.texts:
            part.bases[name] = self._bases[-1]
            if name == "guid":
                part.guid_is_link = attributes.get("isPermaLink", "true").strip().lower() != "false"
            elif name == "title":
                part.title_has_markup = attributes.get("type", "html") in {"html", "text/html"} and (
                    self.root != "feed" or "type" in attributes
                )

    def _add_atom_link(self, part: _FeedPart, attributes: Mapping[str, str], address: str) -> None:
        """Add an Atom link; of an entry's alternates, the one that is HTML ranks first."""
        relation = attributes.get("rel", "alternate").strip().lower().rpartition("/")[2]
        link = (self._bases[-1], address)
        if relation == "next":
            part.next_links.append(link)
        elif relation == "self":
            part.self_links.append(link)
        elif relation in {"alternate", ""}:
            part.links.append(("html" not in attributes.get("type", "html").lower(), *link))

    @property
    def _part(self) -> _FeedPart:
        return self.head if self._entry is None else self._entry

    def data(self, text: str) -> None:
        """Handle text."""
        if self._text_name is not None:
            self._text.append(text)

    def end(self, name: str) -> None:
        """Handle the end of an element."""
        name = self._local_name(name)
        depth = len(self._path)
        if self._text_name is not None and depth <= self._text_depth:
            self._save_text(self._text_name, "".join(self._text)[:MAX_TEXT_LENGTH].strip())
            self._text_name = None
        if self._nested_depth and depth <= self._nested_depth:
            self._nested_depth = 0
        if name in _ENTRY_ELEMENTS:
            self._finish_entry()
        if self._path:
            self._path.pop()
            self._bases.pop()
        self.ended = not self._path

    def _save_text(self, name: str, text: str) -> None:
        if name == "hour":
            self.skip_hours.append(text)
        elif name == "day":
            self.skip_days.append(text)
        elif text and self._link_attributes is not None:  # <link rel="alternate">address</link>
            self._add_atom_link(self._part, self._link_attributes, text)
        elif text:
            self._part.texts.setdefault(name, text)

    def _local_name(self, name: str) -> str:
        """Return the element's name in small letters; in a namespace that is not read, one that means nothing."""
        namespace, _, local = name.rpartition("}")
        if not self.root:  # the root's namespace is the feed's own, whatever it is
            self._namespaces = (*_FEED_NAMESPACES, namespace[1:]) if namespace else _FEED_NAMESPACES
        return local.lower() if not namespace or namespace[1:].startswith(self._namespaces) else f"?{local}"

    def finish(self, *, complete: bool) -> None:
        """End the text: an entry that is still open counts only if the text is complete."""
        if complete:
            self._finish_entry()
        self.has_cut_entry = self._entry is not None

    def _finish_entry(self) -> None:
        entry, self._entry = self._entry, None
        if entry is not None:
            texts = entry.texts
            self.collector.add(
                _page_links(entry),
                clean_title(texts.get("title"), has_markup=entry.title_has_markup),
                next((texts[name] for name in _PUBLISHED_ELEMENTS if name in texts), None),
                next((texts[name] for name in _UPDATED_ELEMENTS if name in texts), None),
                texts.get("guid") or texts.get("id") or entry.about or texts.get("identifier"),
            )


def _page_links(entry: _FeedPart) -> list[tuple[str, str]]:
    """Return where the entry's page may be, best first: the address behind a counting service, then the links."""
    links = [(entry.bases[name], entry.texts[name]) for name in ("origlink", "link") if name in entry.texts]
    links += [(base, link) for _, base, link in sorted(entry.links, key=lambda ranked: ranked[0])]
    ids = [entry.texts.get("guid") if entry.guid_is_link else None, entry.about, entry.texts.get("id")]
    links += [(entry.base, entry_id) for entry_id in ids if entry_id and _ADDRESS.match(entry_id)]
    return links + entry.self_links


def _ttl_seconds(head: _FeedPart, collector: EntryCollector) -> int | None:
    """Return the longer of the waits that the feed asks for in its two ways."""
    waits = []
    if (minutes := head.texts.get("ttl")) is not None:
        waits.append(_parse_number(minutes, collector) * 60)
    period = head.texts.get("updateperiod", "").lower()
    if period in _PERIOD_SECONDS:
        frequency = head.texts.get("updatefrequency")
        waits.append(_PERIOD_SECONDS[period] // max(1, 1 if frequency is None else _parse_number(frequency, collector)))
    return min(max(waits), MAX_TTL_SECONDS) if waits and max(waits) > 0 else None


def _skip_hours(handler: _FeedHandler) -> list[int]:
    hours = [_parse_number(hour, handler.collector) for hour in handler.skip_hours if hour]
    return [hour % 24 for hour in hours if hour <= 24]


def _parse_number(digits: str, collector: EntryCollector) -> int:
    if digits.isascii() and digits.isdigit() and len(digits) < 10:
        return int(digits)
    collector.notes.count("update hints that cannot be read")
    return 0

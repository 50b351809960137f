"""RSS 0.9x, 1.0 and 2.0, and Atom 0.3 and 1.0: read leniently, by the names of the elements."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from onrecord.pages.feeds.feed_model import Entries, Feed, plain
from onrecord.pages.feeds.lenient_xml import walk
from onrecord.pages.feeds.page_urls import whole

# Namespaces whose elements are read, each as if it were RSS or Atom's own; feeds leave out or confuse them often.
_OWN = ("http://www.w3.org/2005/Atom", "http://purl.org/atom/", "http://purl.org/rss/", "http://my.netscape.com/",
        "http://backend.userland.com/", "http://purl.org/dc/", "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "http://blogs.law.harvard.edu/", "http://rssnamespace.org/feedburner/")  # fmt: skip
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_ENTRIES = {"item", "entry"}
_APART = {"image", "textinput", "source", "author", "contributor", "cloud"}  # they have titles and links of their own
_TEXTS = {"title", "link", "guid", "id", "identifier", "pubdate", "published", "issued", "date", "created", "updated",
          "modified", "origlink", "ttl", "updateperiod", "updatefrequency", "hour", "day"}  # fmt: skip
_PUBLISHED = ("pubdate", "published", "issued", "date", "created")
_UPDATED = ("updated", "modified")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PERIODS = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
LONGEST_WAIT = 31_536_000  # seconds: a year
LONGEST = 16_384  # characters kept of one element


def read(text: str, address: str, start: int) -> Feed:
    """The feed whose root element is at ``start``; of one that is damaged or cut short what is whole."""
    reader = _Reader(address)
    fault = walk(text, reader, start)
    reader.finish(whole=_ends_well(text, reader.root))
    notes = reader.entries.notes
    if not reader.ended and reader.dropped:
        notes.count("entries cut short")
    if fault:
        notes.say(f"{fault}; what could be read was used")
    head = reader.head
    return Feed(
        plain(head.texts.get("title"), markup=head.markup),
        reader.entries.all(),
        _wait(head, reader.entries),
        tuple(sorted(set(_hours(reader)))),
        tuple(day for day in _DAYS if day in {one.strip().title() for one in reader.days}),
        next((made for base, link in head.next if (made := whole(base, link))), None),
        notes.told(),
    )


def _ends_well(text: str, root: str) -> bool:
    """Whether the root's end tag is there, perhaps before a comment on how long the feed took to make."""
    return re.search(rf"</(?:\w+:)?{re.escape(root)}\s*>", text[-500:], re.IGNORECASE) is not None


@dataclass(slots=True)
class _Part:
    """What was read of the feed's head or of one entry: the first of each text, and its links."""

    texts: dict[str, str] = field(default_factory=dict)
    bases: dict[str, str] = field(default_factory=dict)
    links: list[tuple[int, str, str]] = field(default_factory=list)
    next: list[tuple[str, str]] = field(default_factory=list)
    about: str | None = None
    permanent: bool = True
    markup: bool = True  # whether the title is HTML
    base: str = ""


class _Reader:
    """Events to entries. Texts are taken wherever they stand in an entry: badly nested HTML is common around them."""

    def __init__(self, address: str) -> None:
        self.entries = Entries()
        self.head = _Part(base=address)
        self.hours: list[str] = []
        self.days: list[str] = []
        self.root = ""
        self.ended = False
        self.dropped = False
        self._own: tuple[str, ...] = _OWN
        self._entry: _Part | None = None
        self._path: list[str] = []
        self._bases = [address]
        self._apart = 0  # the depth at which something with titles of its own began
        self._name: str | None = None  # the text being read
        self._depth = 0
        self._text: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        name = self._plain_name(name)
        base = attributes.get(_BASE)
        self._bases.append((whole(self._bases[-1], base) or self._bases[-1]) if base else self._bases[-1])
        self._path.append(name)
        self.root = self.root or name
        if name in _ENTRIES:
            self._finish_entry()  # one that badly nested elements kept open
            self._entry = _Part(about=attributes.get(_ABOUT), base=self._bases[-1])
            self._apart, self._name = 0, None
        elif name in _APART and not self._apart:
            self._apart = len(self._path)
        elif name in _TEXTS and not self._apart and self._name is None:
            self._begin(name, attributes)

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        part = self._part
        if name == "link" and "href" in attributes:
            self._link(part, attributes)
            return
        self._name, self._depth, self._text = name, len(self._path), []
        if name not in part.texts:
            part.bases[name] = self._bases[-1]
            if name == "guid":
                part.permanent = attributes.get("isPermaLink", "true").strip().lower() != "false"
            elif name == "title":
                part.markup = attributes.get("type", "html") in {"html", "text/html"} and (
                    self.root != "feed" or "type" in attributes
                )

    def _link(self, part: _Part, attributes: Mapping[str, str]) -> None:
        """An Atom link; in an entry the alternate that is HTML comes first."""
        relation = attributes.get("rel", "alternate").strip().lower().rpartition("/")[2]
        link = (self._bases[-1], attributes["href"])
        if relation == "next":
            part.next.append(link)
        elif relation in {"alternate", ""}:
            part.links.append(("html" not in attributes.get("type", "html").lower(), *link))

    @property
    def _part(self) -> _Part:
        return self.head if self._entry is None else self._entry

    def data(self, text: str) -> None:
        if self._name is not None:
            self._text.append(text)

    def end(self, name: str) -> None:
        name = self._plain_name(name)
        depth = len(self._path)
        if self._name is not None and depth <= self._depth:
            self._keep(self._name, "".join(self._text)[:LONGEST].strip())
            self._name = None
        if self._apart and depth <= self._apart:
            self._apart = 0
        if name in _ENTRIES:
            self._finish_entry()
        if self._path:
            self._path.pop()
            self._bases.pop()
        self.ended = not self._path

    def _keep(self, name: str, words: str) -> None:
        if name == "hour":
            self.hours.append(words)
        elif name == "day":
            self.days.append(words)
        elif words:
            self._part.texts.setdefault(name, words)

    def _plain_name(self, name: str) -> str:
        """The element's name in small letters; those of namespaces that are not read get one that means nothing."""
        space, _, local = name.rpartition("}")
        if not self.root:
            self._own = (*_OWN, space[1:]) if space else _OWN  # the root's is the feed's own, whatever it is
        return local.lower() if not space or space[1:].startswith(self._own) else f"?{local}"

    def finish(self, *, whole: bool) -> None:
        """The end of the text: an entry still open there is one only when the text is whole."""
        if whole:
            self._finish_entry()
        self.dropped = self._entry is not None

    def _finish_entry(self) -> None:
        entry, self._entry = self._entry, None
        if entry is not None:
            texts = entry.texts
            self.entries.add(
                _links(entry),
                plain(texts.get("title"), markup=entry.markup),
                next((texts[name] for name in _PUBLISHED if name in texts), None),
                next((texts[name] for name in _UPDATED if name in texts), None),
                texts.get("guid") or texts.get("id") or entry.about or texts.get("identifier"),
            )


def _links(entry: _Part) -> list[tuple[str, str]]:
    """Where the entry's page may be, best first: the address before a counting service came between, then links."""
    found = []
    for name in ("origlink", "link"):
        if name in entry.texts:
            found.append((entry.bases[name], entry.texts[name]))
    found += [(base, link) for _, base, link in sorted(entry.links, key=lambda one: one[0])]
    names = [entry.texts.get("guid") if entry.permanent else None, entry.about, entry.texts.get("id")]
    return found + [(entry.base, name) for name in names if name and name.startswith(("http://", "https://"))]


def _wait(head: _Part, entries: Entries) -> int | None:
    """The longer of what the feed's two ways of asking for patience say."""
    waits = []
    if (minutes := head.texts.get("ttl")) is not None:
        waits.append(_number(minutes, entries) * 60)
    period = head.texts.get("updateperiod", "").lower()
    if period in _PERIODS:
        often = head.texts.get("updatefrequency")
        waits.append(_PERIODS[period] // max(1, 1 if often is None else _number(often, entries)))
    return min(max(waits), LONGEST_WAIT) if waits and max(waits) > 0 else None


def _hours(reader: _Reader) -> list[int]:
    hours = [_number(hour, reader.entries) for hour in reader.hours if hour]
    return [hour % 24 for hour in hours if hour <= 24]


def _number(words: str, entries: Entries) -> int:
    if words.isascii() and words.isdigit() and len(words) < 10:
        return int(words)
    entries.notes.count("update hints that cannot be read")
    return 0

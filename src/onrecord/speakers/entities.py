"""Whom and what an article names: its proper names grouped into persons, bodies and places.

A name is the person whose full name it is part of, where the article gives just one; a surname that several share
stays open, and ``resolve`` settles it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from onrecord.records import Span, SpeakerKind
from onrecord.speakers import gender
from onrecord.speakers.affiliations import affiliations
from onrecord.speakers.countries import country, homeland, is_capital
from onrecord.speakers.named_entities import Proper
from onrecord.speakers.roles import roles

_HONORIFIC = re.compile(
    r"\b(Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Dame|Lord|Lady|Prof|Professor|Rev|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Capt|President|Senator|"
    r"Governor|Mayor|Judge|Justice|Secretary|King|Queen|Prince|Princess|Pope)\.? $"
)
_STYLES = frozenset({"Sir", "Dame", "Lord", "Lady", "King", "Queen", "Prince", "Princess", "Pope"})
_SUFFIX = frozenset({"jr", "sr", "ii", "iii", "iv"})
_CORPORATE = frozenset("inc corp corporation co company ltd llc plc group holdings ag sa gmbh nv limited".split())  # noqa: SIM905
_PARTICLES = frozenset({"de", "da", "di", "del", "la", "le", "van", "von", "der", "den", "bin", "ibn", "al", "el"})
_SMALL = frozenset({"of", "for", "and", "the", "in", "on", "at", "&", "de"})
_OWNER = re.compile(r"([A-Z][\w.-]+)(?:[’']s?)? $")
_ACRONYM = re.compile(r"[A-Z][A-Za-z&]{0,6}[A-Z]s?")
LONGEST = 90  # characters of a name that is spelled out before its acronym
INITIALS = {"bill": "william", "bob": "robert", "mike": "michael", "jim": "james", "joe": "joseph", "tom": "thomas"}


@dataclass(slots=True)
class Entity:
    """A person, body or place that the article names."""

    number: int
    kind: SpeakerKind
    names: Counter[str] = field(default_factory=Counter)
    mentions: list[tuple[int, int]] = field(default_factory=list)
    gender: float = 0.0
    style: str = ""  # “Lady”, “Prince”: part of a name of one word
    roles: list[Span] = field(default_factory=list)
    affiliations: list[Span] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The fullest of its names; of two as full, the more usual. Of a country, none that is its capital's."""
        if self.kind == "country":
            own = [name for name in self.names if not is_capital(name)]
            home = country(next(iter(self.names)))
            return max(own, key=lambda name: (self.names[name], len(name), name)) if own or not home else home.name
        if self.kind == "person":
            name = re.sub(r"^[A-Z]{2,3} (?=\S+ \S)", "", self._fullest())  # “DL Sheldon Richardson”
            return name if " " in name or not self.style else f"{self.style} {name}"
        return self._fullest()

    @property
    def is_single(self) -> bool:
        """Whether its words are those of one person."""
        return self.kind == "person" or (self.kind == "unnamed" and not re.search(r"(?<!s)s\b|people", self.name))

    def _fullest(self) -> str:
        return max(self.names, key=lambda name: (len(_parts(name)), self.names[name], -len(name), name))


@dataclass(slots=True)
class Cast:
    """The entities of an article, and the mention at each place: one entity, or several that share the name."""

    entities: list[Entity]
    at: dict[tuple[int, int], list[Entity]]
    places: list[tuple[int, int]] = field(default_factory=list)  # the keys of ``at``, in order

    def inside(self, start: int, end: int) -> list[tuple[int, int]]:
        """The places of the names within a stretch of text, in order."""
        first, last = bisect_left(self.places, (start, 0)), bisect_left(self.places, (end, 0))
        return [place for place in self.places[first:last] if place[1] <= end]


def cast(text: str, propers: Sequence[Proper]) -> Cast:
    """The article's named entities."""
    made = Cast([], {})
    persons = _persons(propers)
    _add_persons(text, persons, made)
    taken = {(p.start, p.end) for p in persons}
    _add_bodies(text, [p for p in propers if (p.start, p.end) not in taken], made)
    made.places = sorted(made.at)
    bodies = [place for place in made.places if place not in taken]
    for entity in made.entities:
        entity.mentions.sort()
        if entity.kind == "person":
            entity.roles = list(roles(text, entity.mentions))
            entity.affiliations = list(affiliations(text, entity.mentions, entity.roles, bodies, taken))
            entity.gender += sum(gender.of_words(text[r.start : r.end]) for r in entity.roles)
    return made


def _parts(name: str) -> list[str]:
    return [w for w in re.findall(r"[\w’'-]+", name.lower()) if w not in {"the", "a", "an"}]


def _persons(propers: Sequence[Proper]) -> list[Proper]:
    """Names of persons, with single words that are a person's surname elsewhere, whatever their tag."""
    families = {p.text.split()[-1] for p in propers if p.kind == "person" and len(p.text.split()) > 1}
    usual: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for p in propers:
        usual[p.text][p.kind] += 1
    return [
        p
        for p in propers
        if (p.kind == "person" or (p.text in families and usual[p.text]["place"] <= usual[p.text]["person"]))
        and ((country(p.text) is None and not (p.text.isupper() and len(p.text) > 2)) or p.text in families)
    ]


def _add_persons(text: str, persons: Iterable[Proper], made: Cast) -> None:
    full: list[tuple[Entity, list[str]]] = []
    short: list[Proper] = []
    for p in persons:
        words = _person_words(p.text)
        if len(words) < 2:
            short.append(p)
            continue
        entity = next((e for e, known in full if _same_person(words, known, e, text, p)), None)
        if entity is None:
            entity = _new(made, "person")
            full.append((entity, words))
        _mention(made, [entity], p, text)
    single: dict[str, Entity] = {}
    for p in short:
        word = _person_words(p.text)[0] if _person_words(p.text) else p.text.lower()
        owners = [e for e, words in full if words[-1] == word] or [e for e, words in full if words[0] == word]
        owners = owners or [e for e, words in full if word in words[1:] or _double(word, words)]
        owners = _by_title(text, p, owners)
        if not owners:
            owners = [single.get(word) or single.setdefault(word, _new(made, "person"))]
        _mention(made, owners, p, text)


def _double(word: str, words: list[str]) -> bool:
    return any("-" in part and word in part.split("-") for part in words)


def _person_words(name: str) -> list[str]:
    """The words of a person's name; “de Blasio” alone is one word, “blasio”."""
    words = re.findall(r"[\w'-]+", name.lower().replace("’", "'"))
    words = [w for w in words if w not in _SUFFIX] or words
    return words[-1:] if len(words) < 4 and all(w in _PARTICLES for w in words[:-1]) else words


def _same_person(words: list[str], known: list[str], entity: Entity, text: str, p: Proper) -> bool:
    if words[-1] != known[-1]:
        return False
    if _suffix(p.text) != _suffix(entity.name) and _suffix(p.text) and _suffix(entity.name):
        return False
    short, long = sorted((words, known), key=len)
    if len(short) < len(long) and long[-len(short) :] == short:  # “Wasserman Schultz”
        return True
    first, other = words[0].rstrip("."), known[0].rstrip(".")
    if INITIALS.get(first, first) == INITIALS.get(other, other):
        return True
    return (len(first) == 1 or len(other) == 1) and first[0] == other[0]


def _suffix(name: str) -> str:
    last = name.lower().rstrip(".").split()[-1]
    return last if last in _SUFFIX else ""


def _by_title(text: str, p: Proper, owners: list[Entity]) -> list[Entity]:
    """Those whom “Mr.” or “Mrs.” before the name can mean."""
    title = _HONORIFIC.search(text, max(0, p.start - 12), p.start)
    if title is None or not owners:
        return owners
    meant = gender.of_words(title[1])
    return [e for e in owners if meant * e.gender >= 0]


def _new(made: Cast, kind: SpeakerKind) -> Entity:
    entity = Entity(len(made.entities), kind)
    made.entities.append(entity)
    return entity


def _mention(made: Cast, owners: list[Entity], p: Proper, text: str) -> None:
    made.at[p.start, p.end] = owners
    if len(owners) > 1:
        return
    entity = owners[0]
    entity.names[p.text] += 1
    entity.mentions.append((p.start, p.end))
    if entity.kind != "person":
        return
    title = _HONORIFIC.search(text, max(0, p.start - 12), p.start)
    if title:
        entity.gender += 2 * gender.of_words(title[1])
        if title[1] in _STYLES:
            entity.style = title[1]
    words = _person_words(p.text)
    if len(words) > 1:
        entity.gender += gender.of_given_name(words[0])


def _add_bodies(text: str, propers: Sequence[Proper], made: Cast) -> None:
    """Organizations, places and countries: by their words, by initials, and by their words without “Inc.”."""
    known: dict[str, Entity] = {}
    acronyms = _acronyms(text, propers)
    first: dict[str, int] = {}
    for p in propers:
        if p.kind == "organization":
            first.setdefault(" ".join(_parts(p.text)), p.start)
    keys = _keys(text, propers)
    order = sorted(
        {(p.text, keys[p.start]) for p in propers},
        key=lambda one: (one[0] not in acronyms, -len(_parts(one[0])), one),
    )
    for name, key in order:
        home = country(name)
        spelled = acronyms.get(name)
        whole = " ".join(_parts(spelled)) if spelled else _longer(key, known, first)
        entity = known.get(key) or (known.get(whole) if whole else None)
        if entity is None:
            entity = _new(made, "country" if home else "organization")
        known.setdefault(key, entity)
        if spelled:
            entity.names[spelled] += 1
            known.setdefault(" ".join(_parts(spelled)), entity)
        if home is None and len(key.split()) > 2:
            known.setdefault(_initials(name), entity)
    for p in propers:
        _mention(made, [known[keys[p.start]]], p, text)


def _keys(text: str, propers: Sequence[Proper]) -> dict[int, str]:
    """By where each name stands, the words it is known by: a country's own, else its words; with whose it is where
    the article tells of several: “Ukraine’s Defense Ministry”, “the Russian Defense Ministry”."""
    owners = {p.start: _owner(text, p) for p in propers}
    several: defaultdict[str, set[str]] = defaultdict(set)
    for p in propers:
        if owners[p.start]:
            several[" ".join(_parts(p.text))].add(owners[p.start])
    keys, latest = {}, dict[str, str]()
    for p in propers:
        home, words = country(p.text), " ".join(_parts(p.text))
        if home is None and len(several[words]) > 1:
            owner = latest[words] = owners[p.start] or latest.get(words) or min(several[words])
            keys[p.start] = f"{owner} {words}"
        else:
            keys[p.start] = home.name.lower() if home else words
    return keys


def _owner(text: str, p: Proper) -> str:
    """The country whose body a name is, from the word before it; empty where that is none."""
    match = _OWNER.search(text, max(0, p.start - 30), p.start)
    home = (country(match[1]) or homeland(match[1])) if match and p.kind == "organization" else None
    return home.name.lower() if home else ""


def _acronyms(text: str, propers: Sequence[Proper]) -> dict[str, str]:
    """What the article says in full before an acronym in brackets: “Israel Defense Forces (IDF)”."""
    found = {}
    for name in {p.text for p in propers if _ACRONYM.fullmatch(p.text)}:
        at = text.find(f" ({name})")
        words = re.split(r"[^\w’'&,. -]", text[max(0, at - LONGEST) : at])[-1].split() if at > 0 else []
        for start in range(len(words) - 1, -1, -1):
            if words[start][0].isupper() and _initials(" ".join(words[start:])).upper() == name.upper():
                found[name] = " ".join(words[start:])
                break
    return found


def _initials(name: str) -> str:
    return "".join(w[0] for w in name.split() if w.lower() not in _SMALL).lower()


def _longer(key: str, known: dict[str, Entity], first: dict[str, int]) -> str | None:
    """The one longer name that is this one with “Inc.” or the like, or that begins with it and came first.

    ``first`` holds where each organization's name stands first.
    """
    words = key.split()
    plain = [k for k in known if [w for w in k.split() if w not in _CORPORATE] == words]
    if plain:
        return plain[0]
    if len(words) != 1 or len(key) < 4 or first.get(key) is None:
        return None
    longer = [k for k in known if k.split()[0] == key and first.get(k, first[key]) < first[key]]
    return longer[0] if len(longer) == 1 and len(longer[0].split()) < 4 else None

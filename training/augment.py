"""Made-up variety, so that the model holds beyond the news of one campaign.

Each function takes a document and a random generator and gives a document with its labels moved along.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from training.documents import Attribution, Document, edit
from training.names import Stranger

# Names that fill the 2016 campaign's news, and what may stand for them elsewhere.
CAMPAIGN = re.compile(
    r"\b(?:Donald|Hillary|Bernie|Barack|Ted|Marco|Jeb|Trump|Clinton|Sanders|Obama|Cruz|Rubio|Bush|Kasich|Carson|Pence"
    r"|Kaine|Romney|Biden|Republicans?|Democrats?|GOP|Democratic|Republican|Iowa|New Hampshire|Ohio|Florida"
    r"|Washington|White House|Senate|Congress|primary|delegates?|campaign|debate|presidential|nominee|nomination)\b"
)
GIVEN = "Amara Tom Lena Rashid Maria Kenji Olga Paul Nia Stefan Grace Diego Anja Peter Yusuf Clare Hiro Sofia Ben Leila"
FAMILY = (
    "Okafor Brandt Lindqvist Haddad Moreno Tanaka Petrova Whitcombe Mbeki Novak O’Leary Fernandez Keller Marsh Demir"
    " Doyle Sato Rossi Archer Nguyen Patel McAllister Dubois Svensson Khan Oyelaran"
)
PLACES = "Leeds Lagos Hamburg Osaka Toronto Lisbon Nairobi Perth Bergen Seville Wellington Durban Ghent Krakow"
BODIES = "council club ministry hospital union company league university museum regulator court committee charity"
THINGS = "season merger trial festival harvest study strike tour launch rescue election appeal tournament project"
GIVEN_SET = {"Donald", "Hillary", "Bernie", "Barack", "Ted", "Marco", "Jeb"}
PLACE_SET = {"Iowa", "New Hampshire", "Ohio", "Florida", "Washington"}
SPEAKERS = (
    "he she they officials police doctors Dr.\u00a0Keller the\u00a0coach the\u00a0company a\u00a0spokesman prosecutors"
    " her\u00a0lawyer the\u00a0minister residents one\u00a0witness the\u00a0report Ms.\u00a0Haddad Tom\u00a0Brandt"
)
VERBS = (
    "said says added recalled told\u00a0reporters claimed wrote explained insisted told\u00a0the\u00a0court reported"
)
PERSON = 1  # the class of a person's name in a document's entities
PRONOUNS = ["he", "she", "they", "we", "I"]


def vary(document: Document, rng: np.random.Generator) -> Document:
    """The document with each change made or not, by chance."""
    if rng.random() < 0.3:
        document = other_names(document, rng)
    elif rng.random() < 0.4:
        document = strangers(document, rng)
    if rng.random() < 0.15:
        document = pronouns(document, rng)
    if rng.random() < 0.25:
        document = nest(document, rng)
    if rng.random() < 0.1:
        document = british(document)
    if rng.random() < 0.2:
        document = headline_case(document, rng)
    return document


def other_names(document: Document, rng: np.random.Generator) -> Document:
    """The campaign's names become others, the same one throughout."""
    chosen: dict[str, str] = {}

    def other(word: str) -> str:
        if word in GIVEN_SET:
            return str(rng.choice(GIVEN.split()))
        if word in PLACE_SET:
            return str(rng.choice(PLACES.split()))
        if word.endswith(("s", "GOP", "Senate", "Congress", "House")) and word[0].isupper():
            return "the " + str(rng.choice(BODIES.split()))
        if word[0].islower() or word.startswith(("Democratic", "Republican")):
            return str(rng.choice(THINGS.split()))
        return str(rng.choice(FAMILY.split()))

    edits = []
    for match in CAMPAIGN.finditer(document.text):
        word = match.group()
        if word not in chosen:
            chosen[word] = other(word)
        edits.append((match.start(), match.end(), chosen[word]))
    return edit(document, edits)


def strangers(document: Document, rng: np.random.Generator) -> Document:
    """Everybody gets the name of somebody from anywhere in the world, the same one throughout."""
    people = [document.text[s:e].split() for s, e, kind in document.entities or () if kind == PERSON]
    family = {name[-1].removesuffix("’s").removesuffix("'s") for name in people if len(name) > 1}
    given_names = {word for name in people for word in name[:-1]} - family
    someone: dict[str, Stranger] = {}
    for name in people:
        for word in name[:-1]:
            someone.setdefault(word, someone.get(name[-1]) or Stranger(rng))
            someone.setdefault(name[-1], someone[word])

    def new_word(word: str, *, last: bool) -> str:
        if not word[:1].isupper() or len(word) < 3:  # initials and particles stay
            return word
        bare = word.removesuffix("’s").removesuffix("'s")
        stranger = someone.setdefault(bare, Stranger(rng))
        return (stranger.family if last and bare not in given_names else stranger.given) + word[len(bare) :]

    edits = []
    for start, end, kind in sorted(document.entities or ()):
        name = document.text[start:end].split()
        if kind == PERSON and name and document.text[start:end].istitle():
            new = [new_word(word, last=n == len(name) - 1) for n, word in enumerate(name)]
            edits.append((start, end, " ".join(new)))
    return edit(document, edits)


def pronouns(document: Document, rng: np.random.Generator) -> Document:
    """Some sources that are names become pronouns."""
    edits = {}
    for a in document.attributions:
        for start, end in a.source:
            name = document.text[start:end]
            if rng.random() < 0.3 and re.fullmatch(r"(?:[A-Z][\w.’'-]+ ?){1,3}", name):
                edits[start] = (start, end, str(rng.choice(PRONOUNS[:3])))
    return edit(document, [edits[s] for s in sorted(edits)])


def british(document: Document) -> Document:
    """Double quotation marks become single ones."""
    text = document.text.translate(str.maketrans('“”"', "‘’'"))
    return replace(document, text=text)


def headline_case(document: Document, rng: np.random.Generator) -> Document:
    """The first paragraph in Title Case, CAPITALS or lower case."""
    head, mark, rest = document.text.partition("\n")
    way = rng.choice(["title", "upper", "lower"])
    if way == "title":
        new_head = re.sub(r"(?<![\w’'])[a-z]", lambda m: m.group().upper(), head)
    else:
        new_head = head.upper() if way == "upper" else head.lower()
    return replace(document, text=new_head + mark + rest) if len(new_head) == len(head) else document


def nest(document: Document, rng: np.random.Generator) -> Document:
    """Up to two short paragraphs that hold statements become somebody else's words, so that theirs are nested."""
    candidates = []
    for match in re.finditer(r"[^\n]{30,320}", document.text):
        inside = [n for n, a in enumerate(document.attributions) if _within(a, match.start(), match.end())]
        is_paragraph = document.text[match.start() - 1 : match.start()] == "\n"
        is_paragraph = is_paragraph and document.text[match.end() : match.end() + 1] in ("", "\n")
        is_paragraph = is_paragraph and match.group()[-1] in '.”"'
        if inside and is_paragraph and not any(document.attributions[n].nested for n in inside):
            candidates.append((match.start(), match.end(), inside))
    rng.shuffle(candidates)
    for start, end, inside in sorted(candidates[:2], reverse=True):
        document = _wrap(document, start, end, inside, rng)
    return document


def _within(a: Attribution, start: int, end: int) -> bool:
    spans = a.source + a.cue + a.content
    return bool(spans) and all(start <= s and e <= end for s, e in spans)


def _wrap(document: Document, start: int, end: int, inside: list[int], rng: np.random.Generator) -> Document:
    source = str(rng.choice(SPEAKERS.split(" "))).replace("\u00a0", " ")
    verb = str(rng.choice(VERBS.split(" "))).replace("\u00a0", " ")
    text = document.text
    changed = {}
    for n in inside:
        for s, e in document.attributions[n].source:
            if rng.random() < 0.5 and e - s < 40 and re.fullmatch(r"\b\w[^\n]*\w\b", text[s:e]):
                changed[s] = (s, e, str(rng.choice(PRONOUNS)))
    quoted = rng.random() < 0.5 or ". " in text[start:end]
    inner = [(m.start(), m.end(), "'") for m in re.finditer('[“”"]', text[start:end])]
    if quoted:
        for s, e, new in inner:
            changed.setdefault(start + s, (start + s, start + e, new))
        before, after = "“", f",” {source} {verb}."
        closing = text[end - 1] if text[end - 1] in '”"' else ""
        after = "'" + after if closing else after
        last = [(end - 1, end, after)]
    else:
        before, after, last = f"{source[0].upper()}{source[1:]} {verb} that ", "", []
    flagged = tuple(replace(a, nested=True) if n in inside else a for n, a in enumerate(document.attributions))
    marked = Attribution(((start, start),), ((start, start),), ((start, end),))
    changed.pop(start, None)
    edits = [(start, start, before), *(changed[s] for s in sorted(changed) if s < end - 1), *last]
    edited = edit(replace(document, attributions=(*flagged, marked)), edits)
    *inner_attributions, _ = edited.attributions
    grown = len(edited.text) - len(text)
    stop = end + grown
    if quoted:
        content = (start + 1, stop - len(after))
        cue = (stop - 1 - len(verb), stop - 1)
        said_by = (cue[0] - 1 - len(source), cue[0] - 1)
    else:
        said_by = (start, start + len(source))
        cue = (said_by[1] + 1, said_by[1] + 1 + len(verb))
        content = (start + len(before), stop)
    outer = Attribution((said_by,), (cue,), (content,))
    # what was inserted at the paragraph's edges must stay outside the inner spans
    fixed = tuple(
        replace(a, **{r: _clip(getattr(a, r), start + len(before), content[1]) for r in ("source", "cue", "content")})
        if n in inside else a
        for n, a in enumerate(inner_attributions)
    )  # fmt: skip
    return replace(edited, attributions=(*fixed, outer))


def _clip(spans: tuple[tuple[int, int], ...], start: int, end: int) -> tuple[tuple[int, int], ...]:
    return tuple((max(s, start), min(e, end)) for s, e in spans)

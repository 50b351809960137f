"""What an article's text says in full of the names that its sources use in short."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection

# Capitalized words that stand before a surname and are no given name.
_NOT_GIVEN = frozenset(
    """
    the a an and but or so if as at by for from in of on to with when while after before since because
    although though then that this these those he she they we i you it his her their its our my not no yet
    still also however like unlike both even once now today yesterday mr mrs ms mx dr prof professor sir dame
    lord lady sen rep gov gen lt col sgt capt rev president senator governor representative congressman
    congresswoman mayor judge justice secretary minister chancellor king queen prince princess pope detective
    officer chief coach captain ceo cfo pm mp republican democrat democratic conservative labour liberal
    american british russian french german chinese ukrainian israeli former late monday tuesday wednesday
    thursday friday saturday sunday january february march april may june july august september october
    november december according asked speaking meanwhile later earlier host actor singer author director
    manager spokesman spokeswoman spokesperson inspector commissioner sheriff team president-elect attorney
    general prime first new where what why how who did does is was has had will would could can should said
    says told against about under over during without within between among only just
    """.split()  # noqa: SIM905
)
NAME = 90  # characters that a spelled-out name may have
FAR = 3  # times that one person must be named as often as another of the same surname to be meant by it alone
_SMALL = frozenset({"of", "for", "and", "the", "in", "on", "de"})


def full_names(text: str, surnames: Collection[str]) -> dict[str, str]:
    """For each surname the one full name by which the text plainly introduces it; none where two people share it."""
    if not surnames:
        return {}
    family = "|".join(sorted((re.escape(s) for s in surnames), key=len, reverse=True))
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for match in re.finditer(rf"(?<![\w.’'-])((?:[A-Z][\w.’'-]* ){{1,3}})({family})(?![\w-]|[’'][a-rt-z])", text):
        given = match[1].split()
        titles = [n for n, word in enumerate(given) if word.lower().rstrip(".") in _NOT_GIVEN]
        given = given[titles[-1] + 1 :] if titles else given
        if given:
            seen[match[2]][" ".join(given)] += 1
    return {surname: f"{name} {surname}" for surname, counts in seen.items() if (name := _alone(counts))}


def _alone(counts: Counter[str]) -> str | None:
    """The given name that stands alone, or far before all others; its shortest form. None when several people share."""
    people: Counter[str] = Counter()
    for name, n in counts.items():
        people[name.split()[-1]] += n
    first, *others = sorted(people, key=lambda name: (-people[name], name))
    if others and people[first] < FAR * people[others[0]]:
        return None
    return min(
        (name for name in counts if name.split()[-1] == first), key=lambda name: (len(name.split()), -counts[name])
    )


def spelled_out(text: str, acronym: str) -> str | None:
    """The name that the text gives before an acronym in brackets: “Israel Defense Forces (IDF)”."""
    at = text.find(f" ({acronym})")
    words = re.split(r"[^\w’'&. -]", text[max(0, at - NAME) : at])[-1].split() if at > 0 else []
    for start in range(len(words) - 1, -1, -1):
        initials = "".join(w[0] for w in words[start:] if w.lower() not in _SMALL)
        if words[start][0].isupper() and initials.upper() == acronym.upper():
            return " ".join(words[start:])
    return None

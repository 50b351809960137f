"""What speaks for and against a speaker's being someone already known: weighed reasons, and their sum."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from onrecord.speakers.linking.appearances import Parsed
from onrecord.speakers.linking.features import Case
from onrecord.speakers.linking.name_similarity import NICKNAME, Likeness, compare
from onrecord.speakers.linking.organization_names import BodyName
from onrecord.speakers.linking.person_names import PersonName
from onrecord.speakers.linking.profiles import Profile
from onrecord.speakers.linking.role_similarity import far_apart

ENOUGH = 4.0  # the sum from which a speaker joins
COMPANY, COMPANY_MOST = 1.2, 2.5  # for one name that hardly any record has; for all shared names together
KIN = 0.5  # what company may add where one is a junior
OFTEN = 0.1  # the part of an identity's records that has a name, from which sharing the name counts in full
TELLING = 0.05  # the part of an identity's roles that has a word, from which sharing the word counts
PLACE = 5.0  # a country's name, in full or short, is enough
ROLE, ROLE_MOST, WALK = 0.8, 2.0, 0.5  # for each telling word that roles share; for one walk of life
FAR, FAR_AND_ALONE = -1.0, -2.5  # walks of life far apart; and, having company, none of it shared
GENDER, RIVAL, KIND = -3.0, -4.0, -0.3
ALIAS, WORD_ALIAS, ACRONYM_ALIAS = -0.7, -1.5, -0.3
OUTLET, SOON, LONG = 0.3, 0.3, -1.0
SOON_DAYS, LONG_DAYS = 30, 365 * 25
PRIOR_RECORDS = 1000  # records that frequencies are thought to be counted over before the first is: few say little

Frequency = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for (above zero) or against."""

    what: str
    weight: float

    def __str__(self) -> str:
        return f"{self.what} {self.weight:+.1f}"


@dataclass(frozen=True, slots=True)
class Weighing:
    """The reasons for a speaker's being one known. ``name`` is what the names alone weigh."""

    reasons: tuple[Reason, ...]
    name: float
    conflict: bool = False

    @property
    def total(self) -> float:
        """The sum of all weights."""
        return round(math.fsum(reason.weight for reason in self.reasons), 3)


@dataclass(frozen=True, slots=True)
class Rarity:
    """How much a shared name tells: near 1 for one that hardly any record has, near 0 for one that all have."""

    records: int
    frequency: Frequency

    def of(self, name: str) -> float:
        """One name's rarity."""
        total = self.records + PRIOR_RECORDS
        return max(0.0, math.log(total / (self.frequency(name) + 1)) / math.log(total))


def weigh(this: Case, known: Profile, rarity: Rarity) -> Weighing | None:
    """What is for and against the appearance's being the one known; None when their names have nothing in common."""
    likeness, conflict = _likeness(this.names, known)
    if conflict:
        return Weighing((Reason(conflict.what, 0.0),), 0.0, conflict=True)
    if likeness is None:
        return None
    if this.one.kind == known.identity.kind == "country":
        likeness = Likeness(PLACE, likeness.what)
    company = _company(this, known, rarity, KIN if likeness.suffix else COMPANY_MOST)
    reasons = [Reason(likeness.what, likeness.weight), *company, *_roles(this, known, shared=bool(company))]
    if this.gender and known.genders and this.gender not in known.genders:
        reasons.append(Reason("the one a man, the other a woman", GENDER))
    if _rival(this, known, likeness.weight):
        reasons.append(Reason("another speaker of the article is called so", RIVAL))
    if this.one.kind != known.identity.kind:
        reasons.append(Reason(f"{this.one.kind} and {known.identity.kind}", KIND))
    return Weighing((*reasons, *_circumstances(this, known)), likeness.weight)


def _likeness(names: tuple[Parsed, ...], known: Profile) -> tuple[Likeness | None, Likeness | None]:
    """The best likeness of any of the names, and the conflict that rules all of them out."""
    best: Likeness | None = None
    for n, name in enumerate(names):
        for other, own in known.parsed.items():
            found = compare(name, other)
            if found is None:
                continue
            if found.conflict:
                return None, found
            if n or not own:
                loss = _alias_loss(name)
                found = replace(found, weight=found.weight + loss, what=f"{found.what} by an alias")
            if best is None or found.weight > best.weight:
                best = found
    return best, _spelled_otherwise(names, known)


def _alias_loss(name: Parsed) -> float:
    """What a match is worth less for being by an alias: little for an acronym, much for another single word."""
    if isinstance(name, BodyName) and len(name.words) < 2:
        return ACRONYM_ALIAS if name.acronym else WORD_ALIAS
    return ALIAS


def _spelled_otherwise(names: tuple[Parsed, ...], known: Profile) -> Likeness | None:
    """One acronym that each spells out in its own way."""
    acronyms = {name.words[0] for name in names if not isinstance(name, PersonName) and name.acronym}
    if not acronyms:
        return None
    for acronym in acronyms:
        mine = {name for name in names if not isinstance(name, PersonName) and name.initials == acronym}
        full = {name for name in known.parsed if not isinstance(name, PersonName) and name.initials == acronym}
        mine, full = ({name for name in these if len(name.words) > 1} for these in (mine, full))
        if mine and full and not any(compare(a, b) for a in mine for b in full):
            return Likeness(0, f"{acronym} is short for two names", conflict=True)
    return None


def _company(this: Case, known: Profile, rarity: Rarity, most: float) -> list[Reason]:
    """Names met with both: each by its rarity, and less where it is met with few of the identity's many appearances,
    for who is in the news every day has been met with everybody."""
    shared = [name for name in this.company if name in known.company and name not in known.called]
    if not shared:
        return []
    often = OFTEN * known.identity.appearances
    rarities = sorted(
        ((rarity.of(name) * min(1.0, known.company[name] / often), name) for name in shared), reverse=True
    )
    weight = min(most, COMPANY * math.fsum(value for value, _ in rarities))
    more = f" and {len(shared) - 2} more" if len(shared) > 2 else ""
    return [Reason(f"both met with {', '.join(name for _, name in rarities[:2])}{more}", round(weight, 2))]


def _roles(this: Case, known: Profile, shared: bool) -> list[Reason]:
    if not this.one.roles or not known.roles:
        return []
    reasons = []
    least = TELLING * known.roles.total()
    if common := sorted(word for word in this.words if known.words[word] > least):
        reasons.append(Reason(f"roles share {', '.join(common[:3])}", min(ROLE_MOST, ROLE * len(common))))
    if same := sorted(this.walks & known.walks):
        reasons.append(Reason(f"both of {same[0]}", WALK))
    elif not common and far_apart(this.walks, known.walks):
        what = f"{'/'.join(sorted(this.walks))} is far from {'/'.join(sorted(known.walks))}"
        reasons.append(Reason(what, FAR))
        if not shared and len(this.company) > 1 and len(known.company) > 1:
            reasons.append(Reason("and nobody met with both", FAR_AND_ALONE))
    return reasons


def _rival(this: Case, known: Profile, weight: float) -> bool:
    """Whether another speaker of the same article fits the one known better than this one does."""
    if weight >= NICKNAME:
        return False
    alike = (compare(other, name) for other in this.rivals for name in known.parsed)
    return any(found is not None and not found.conflict and found.weight > weight for found in alike)


def _circumstances(this: Case, known: Profile) -> list[Reason]:
    reasons = []
    if this.one.outlet and this.one.outlet in known.outlets:
        reasons.append(Reason("same outlet", OUTLET))
    days = _days_from(this, known)
    if days is not None and days <= SOON_DAYS:
        reasons.append(Reason(f"within {SOON_DAYS} days", SOON))
    if days is not None and days >= LONG_DAYS:
        reasons.append(Reason(f"{days // 365} years later or earlier", LONG))
    return reasons


def _days_from(this: Case, known: Profile) -> int | None:
    """Days between the appearance and the time in which the known one is met; 0 within it."""
    first, last = known.days
    if this.day is None or first is None or last is None:
        return None
    return max(0, (first - this.day).days, (this.day - last).days)

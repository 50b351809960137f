"""The score of linking a speaker to a known identity: weighed reasons for and against, and their sum."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from onrecord.speakers.linking.appearances import ParsedName
from onrecord.speakers.linking.features import AppearanceFeatures
from onrecord.speakers.linking.name_similarity import NICKNAME, SUFFIX_LEFT_OUT, NameMatch, match_names
from onrecord.speakers.linking.organization_names import OrganizationName
from onrecord.speakers.linking.profiles import Profile
from onrecord.speakers.linking.role_similarity import are_distant
from onrecord.speakers.linking.suffixes import leaves_out_suffix

# Weights and thresholds, set by hand: by reading the links and near misses of 516 news articles (docs/linking.md).
LINK_THRESHOLD = 4.0  # the score from which a speaker is linked
COUNTRY_NAME = 5.0  # a country's name, in full or short, is enough
ALIAS, ONE_WORD_ALIAS, ACRONYM_ALIAS = -0.7, -1.5, -0.3  # added where a name matches by an alias
FIRST_WORDS_ALIAS = -3.0  # the same, if the alias is the first words of the name
COMPANION, MAX_COMPANIONS = 1.2, 2.5  # for a shared companion that hardly any record has; for all of them together
FREQUENT_COMPANION = 0.1  # share of an identity's records that name a companion, from which sharing it counts in full
ROLE_WORD, MAX_ROLE_WORDS, SAME_FIELD = 0.8, 2.0, 0.5  # for each shared word of roles; for all; for a shared field
FREQUENT_ROLE_WORD = 0.05  # share of an identity's roles that have a word, from which sharing it counts
DISTANT_FIELDS, DISTANT_WITHOUT_COMPANIONS = -1.0, -2.5  # fields of work; and no companion of both is shared
OTHER_GENDER = -3.0
BETTER_NAMESAKE = -4.0  # another speaker of the article fits better
OTHER_KIND = -0.3
SAME_OUTLET = 0.3
CLOSE_IN_TIME, CLOSE_DAYS = 0.3, 30
FAR_IN_TIME, FAR_DAYS = -1.0, 365 * 25
# Records that name frequencies are counted over before there are any: a small store says little about rarity.
PRIOR_RECORDS = 1000


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a link (weight above zero) or against it, with the words for people."""

    text: str
    weight: float

    def __str__(self) -> str:
        return f"{self.text} {self.weight:+.1f}"


@dataclass(frozen=True, slots=True)
class LinkScore:
    """The reasons for and against linking a speaker to a known identity.

    ``name_weight`` is the weight of the names alone. ``conflict`` rules the link out.
    """

    reasons: tuple[Reason, ...]
    name_weight: float
    conflict: bool = False

    @property
    def total(self) -> float:
        """The sum of all weights."""
        return round(math.fsum(reason.weight for reason in self.reasons), 3)


@dataclass(frozen=True, slots=True)
class NameRarity:
    """How much sharing a name says, from the number of records and of those that have the name."""

    records: int
    name_frequency: Callable[[str], int]

    def of(self, name: str) -> float:
        """Return a name's rarity: near 1 for one that hardly any record has, near 0 for one that all have."""
        total = self.records + PRIOR_RECORDS
        return max(0.0, math.log(total / (self.name_frequency(name) + 1)) / math.log(total))


def score_link(features: AppearanceFeatures, profile: Profile, rarity: NameRarity) -> LinkScore | None:
    """Return the score of linking an appearance to an identity; None if their names have nothing in common."""
    match, conflict = _match_names(features.names, profile)
    if conflict and conflict.suffix_only and leaves_out_suffix(features, profile):
        match, conflict = NameMatch(SUFFIX_LEFT_OUT, "same office and name, but for a suffix that one leaves out"), None
    if conflict:
        return LinkScore((Reason(conflict.text, 0.0),), 0.0, conflict=True)
    if match is None:
        return None
    kind, identity_kind = features.appearance.kind, profile.identity.kind
    if kind == identity_kind == "country":
        match = NameMatch(COUNTRY_NAME, match.text)
    companions = _companion_reasons(features, profile, rarity)
    roles = _role_reasons(features, profile, share_companions=bool(companions))
    reasons = [Reason(match.text, match.weight), *companions, *roles]
    if features.gender and profile.genders and features.gender not in profile.genders:
        reasons.append(Reason("one is a man, the other a woman", OTHER_GENDER))
    if _has_better_namesake(features, profile, match.weight):
        reasons.append(Reason("another speaker of the article has this name", BETTER_NAMESAKE))
    if kind != identity_kind:
        reasons.append(Reason(f"{kind} and {identity_kind}", OTHER_KIND))
    return LinkScore((*reasons, *_outlet_and_time_reasons(features, profile)), match.weight)


def _match_names(names: tuple[ParsedName, ...], profile: Profile) -> tuple[NameMatch | None, NameMatch | None]:
    """Return the best match of any of the names, and the conflict that rules all of them out."""
    best: NameMatch | None = None
    for n, name in enumerate(names):
        for profile_name, is_name in profile.parsed.items():
            match = match_names(name, profile_name)
            if match is None:
                continue
            if match.conflict and not (match.suffix_only and _has_own_name(names[0], profile)):
                return None, match
            if match.conflict:
                continue
            if n or not is_name:
                own_names = names[:1] if n else [own_name for own_name, is_own in profile.parsed.items() if is_own]
                weight = FIRST_WORDS_ALIAS if _begins_any(name, own_names) else _alias_weight(name)
                match = replace(match, weight=match.weight + weight, text=f"{match.text} by an alias")
            if best is None or match.weight > best.weight:
                best = match
    return best, _acronym_conflict(names, profile)


def _has_own_name(name: ParsedName, profile: Profile) -> bool:
    """Return whether an identity with names of several suffixes has this one in full as its own."""
    own_matches = (match_names(name, own_name) for own_name, is_name in profile.parsed.items() if is_name)
    return any(match is not None and not match.conflict and match.weight >= NICKNAME for match in own_matches)


def _begins_any(alias: ParsedName, own_names: Iterable[ParsedName]) -> bool:
    """Return whether an alias is the first words of a name: “New York” of “New York Times” is a place, too."""
    if not isinstance(alias, OrganizationName) or alias.acronym:
        return False
    return any(
        isinstance(own_name, OrganizationName) and own_name.words[: len(alias.words)] == alias.words != own_name.words
        for own_name in own_names
    )


def _alias_weight(name: ParsedName) -> float:
    """Return what a match loses if it is by an alias: little for an acronym, much for another single word."""
    if isinstance(name, OrganizationName) and len(name.words) < 2:
        return ACRONYM_ALIAS if name.acronym else ONE_WORD_ALIAS
    return ALIAS


def _acronym_conflict(names: tuple[ParsedName, ...], profile: Profile) -> NameMatch | None:
    """Return the conflict of two who spell out one acronym in different ways."""
    for acronym in {name.words[0] for name in names if isinstance(name, OrganizationName) and name.acronym}:
        names_spelled, profile_names = _spelled_out(names, acronym), _spelled_out(profile.parsed, acronym)
        if not names_spelled or not profile_names:
            continue
        if not any(match_names(first, second) for first in names_spelled for second in profile_names):
            return NameMatch(0, f"{acronym} is short for two names", conflict=True)
    return None


def _spelled_out(names: Iterable[ParsedName], acronym: str) -> set[OrganizationName]:
    organizations = (name for name in names if isinstance(name, OrganizationName))
    return {name for name in organizations if name.initials == acronym and len(name.words) > 1}


def _companion_reasons(features: AppearanceFeatures, profile: Profile, rarity: NameRarity) -> list[Reason]:
    """Return the reason of shared companions, each weighed by its rarity."""
    shared = _shared_companions(features, profile, rarity)
    if not shared:
        return []
    weight = min(MAX_COMPANIONS, COMPANION * math.fsum(name_rarity for name_rarity, _ in shared))
    more = f" and {len(shared) - 2} more" if len(shared) > 2 else ""
    return [Reason(f"both appear with {', '.join(name for _, name in shared[:2])}{more}", round(weight, 2))]


def companion_weight(features: AppearanceFeatures, profile: Profile, rarity: NameRarity) -> float:
    """Return how much the shared companions say together: 1 for each that hardly any record has."""
    return math.fsum(name_rarity for name_rarity, _ in _shared_companions(features, profile, rarity))


def _shared_companions(features: AppearanceFeatures, profile: Profile, rarity: NameRarity) -> list[tuple[float, str]]:
    """Return the shared companions with their rarity, the rarest first.

    A companion in only few of the identity's many records weighs less: whoever is in the news every day has appeared
    with everybody.
    """
    shared = [name for name in features.companions if name in profile.companions and name not in profile.own_keys]
    frequent = FREQUENT_COMPANION * profile.identity.appearances
    return sorted(
        ((rarity.of(name) * min(1.0, profile.companions[name] / frequent), name) for name in shared), reverse=True
    )


def _role_reasons(features: AppearanceFeatures, profile: Profile, share_companions: bool) -> list[Reason]:
    if not features.appearance.roles or not profile.roles:
        return []
    reasons = []
    min_count = FREQUENT_ROLE_WORD * profile.roles.total()
    shared_words = sorted(word for word in features.role_words if profile.role_words[word] > min_count)
    if shared_words:
        weight = min(MAX_ROLE_WORDS, ROLE_WORD * len(shared_words))
        reasons.append(Reason(f"roles share {', '.join(shared_words[:3])}", weight))
    if shared_fields := sorted(features.fields & profile.fields):
        reasons.append(Reason(f"both in {shared_fields[0]}", SAME_FIELD))
    elif not shared_words and are_distant(features.fields, profile.fields):
        text = f"{'/'.join(sorted(features.fields))} is far from {'/'.join(sorted(profile.fields))}"
        reasons.append(Reason(text, DISTANT_FIELDS))
        if not share_companions and len(features.companions) > 1 and len(profile.companions) > 1:
            reasons.append(Reason("and nobody appears with both", DISTANT_WITHOUT_COMPANIONS))
    return reasons


def _has_better_namesake(features: AppearanceFeatures, profile: Profile, weight: float) -> bool:
    """Return whether another speaker of the same article fits the identity better than this one."""
    if weight >= NICKNAME:
        return False
    matches = (match_names(namesake, name) for namesake in features.namesakes for name in profile.parsed)
    return any(match is not None and not match.conflict and match.weight > weight for match in matches)


def _outlet_and_time_reasons(features: AppearanceFeatures, profile: Profile) -> list[Reason]:
    reasons = []
    if features.appearance.outlet and features.appearance.outlet in profile.outlets:
        reasons.append(Reason("same outlet", SAME_OUTLET))
    days = profile.days_from(features.day)
    if days is not None and days <= CLOSE_DAYS:
        reasons.append(Reason(f"within {CLOSE_DAYS} days", CLOSE_IN_TIME))
    if days is not None and days >= FAR_DAYS:
        reasons.append(Reason(f"{days // 365} years apart", FAR_IN_TIME))
    return reasons

"""Whose surname it is: a surname alone, linked to the one bearer who is likely."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from onrecord.speakers.linking.appearances import Appearance, ParsedName, parsed_names
from onrecord.speakers.linking.features import AppearanceFeatures, appearance_features
from onrecord.speakers.linking.name_similarity import match_names
from onrecord.speakers.linking.person_names import PersonName
from onrecord.speakers.linking.profiles import Identity, Profile
from onrecord.speakers.linking.role_similarity import are_distant, fields_of_work, role_words
from onrecord.speakers.linking.scoring import NameRarity, Reason, companion_weight

# Fitted by logistic regression: given names hidden in 840 PolNeAR articles (2,480 surnames), the bearer chosen among
# all others of the surname and somebody new. At PROBABLE 98.4 % of the choices were right there, and 97.5 % in 84 other
# articles; most of the rest are one person under two names, or words that are no name (docs/linking.md).
WEIGHTS = {
    "share": 1.0,  # for the logarithm of a bearer's appearances
    "company": 0.85,  # for each shared companion that hardly any record has
    "outlet": 0.3,
    "close": 0.4,
    "role": 2.6,  # for each shared word of roles, up to 3
    "distant": -1.35,
    "gender": -2.5,
}
NEW = 0.35  # the logarithm of the weight of somebody new, where no bearer was met once only
PROBABLE = 0.9
CLOSE_DAYS = 30


@dataclass(frozen=True, slots=True)
class LikelyBearer:
    """The identity that a surname most likely means, its probability, and the reasons.

    ``identity`` is one with a given name; it may be shown as another.
    """

    identity: str
    probability: float
    reasons: tuple[Reason, ...]


def likely_bearer(
    features: AppearanceFeatures, candidates: Iterable[Profile], rarity: NameRarity, shown: Callable[[str], str]
) -> LikelyBearer | None:
    """Return the bearer that a surname alone most likely means; None if nobody is likely enough.

    Args:
        features: The speaker, whose name is a surname.
        candidates: The identities that may bear the surname.
        rarity: How rare names are.
        shown: Returns what an identity is shown as, by its id: those shown as one count together.
    """
    bearers = _bearers(features, candidates, shown)
    if not bearers:
        return None
    evidence = {identity: bearer_evidence(features, profiles, rarity) for identity, profiles in bearers.items()}
    scores = {
        identity: sum(WEIGHTS[name] * value for name, value in bearer_values.items())
        for identity, bearer_values in evidence.items()
    }
    probabilities = bearer_probabilities(scores, bearers)
    best = max(sorted(scores), key=lambda identity: probabilities[identity])
    if probabilities[best] < PROBABLE:
        return None
    named = [profile for profile in bearers[best] if _has_given_name(profile)]
    main_profile = max(named, key=lambda profile: (profile.identity.appearances, profile.identity.id))
    reasons = _reasons(features, best, probabilities[best], bearers, evidence[best])
    return LikelyBearer(main_profile.identity.id, probabilities[best], reasons)


def _bearers(
    features: AppearanceFeatures, candidates: Iterable[Profile], shown_identity: Callable[[str], str]
) -> dict[str, list[Profile]]:
    """Return those who may bear a surname, by what they are shown as. A surname alone counts with its bearer only."""
    name = features.names[0]
    assert isinstance(name, PersonName)
    bearers: dict[str, list[Profile]] = {}
    for profile in candidates:
        if profile.identity.appearances and any(_may_bear(name, parsed_name) for parsed_name in profile.parsed):
            bearers.setdefault(shown_identity(profile.identity.id), []).append(profile)
    return {
        identity: profiles
        for identity, profiles in bearers.items()
        if any(_has_given_name(profile) for profile in profiles)
    }


def _may_bear(surname: PersonName, name: ParsedName) -> bool:
    if not isinstance(name, PersonName) or name.family != surname.family or name.suffix != surname.suffix:
        return False
    match = match_names(surname, name)
    return match is not None and not match.conflict


def _has_given_name(profile: Profile) -> bool:
    return any(
        isinstance(name, PersonName) and bool(name.given_names) and is_name for name, is_name in profile.parsed.items()
    )


def features_of_identity(identity: Identity) -> AppearanceFeatures | None:
    """Return an identity of a surname alone as if it were one appearance; None if it has another name."""
    appearance = Appearance(
        "", "", identity.name, identity.kind, tuple(dict(identity.roles)), (), next(iter(dict(identity.outlets)), None),
        identity.first, tuple(dict(identity.companions)),
    )  # fmt: skip
    return appearance_features(appearance) if is_surname(appearance) else None


def is_surname(appearance: Appearance) -> bool:
    """Return whether an appearance has a person's surname alone."""
    names = parsed_names(appearance) if appearance.kind == "person" else ()
    return len(names) > 0 and not any(isinstance(name, PersonName) and name.given_names for name in names)


def bearer_probabilities(
    scores: Mapping[str, float], bearers: Mapping[str, Sequence[Profile]], new: float | None = None
) -> dict[str, float]:
    """Return each bearer's probability; what is missing to 1 is that of somebody new.

    The weight of somebody new is Good and Turing's: the more bearers were met once only, the likelier is one more.
    """
    met_once = sum(appearances_of(profiles) <= 1 for profiles in bearers.values())
    scores = {**scores, "": (NEW if new is None else new) + math.log(met_once + 1)}
    highest = max(scores.values())
    weights = {identity: math.exp(score - highest) for identity, score in scores.items()}
    total = math.fsum(weights.values())
    return {identity: weight / total for identity, weight in weights.items() if identity}


def appearances_of(profiles: Sequence[Profile]) -> int:
    """Return how many appearances identities have together."""
    return sum(profile.identity.appearances for profile in profiles)


def bearer_evidence(features: AppearanceFeatures, profiles: Sequence[Profile], rarity: NameRarity) -> dict[str, float]:
    """Return what speaks for and against one bearer, by the names of ``WEIGHTS``.

    Of a bearer who speaks in the same article only the number counts: the article's own company, outlet, day and roles
    say nothing about the two.
    """
    share = math.log(max(1, appearances_of(profiles)))
    if any(features.companions & profile.own_keys for profile in profiles):
        return dict.fromkeys(WEIGHTS, 0.0) | {"share": share}
    days = min((days for profile in profiles if (days := profile.days_from(features.day)) is not None), default=None)
    words = features.role_words | _title_words(features)
    fields = features.fields | fields_of_work(features.appearance.name)
    shared = {word for profile in profiles for word in words if profile.role_words[word]}
    genders = {gender for profile in profiles for gender in profile.genders}
    return {
        "share": share,
        "company": max(companion_weight(features, profile, rarity) for profile in profiles),
        "outlet": float(any(features.appearance.outlet in profile.outlets for profile in profiles)),
        "close": float(days is not None and days <= CLOSE_DAYS),
        "role": float(min(3, len(shared))),
        "distant": float(all(are_distant(fields, profile.fields) for profile in profiles)),
        "gender": float(bool(features.gender and genders) and features.gender not in genders),
    }


def _title_words(features: AppearanceFeatures) -> frozenset[str]:
    """Return the words before the surname: “prime minister” of “Prime Minister Ray”."""
    name = features.names[0]
    family = name.family if isinstance(name, PersonName) else ""
    return role_words(features.appearance.name) - {family}


def _reasons(
    features: AppearanceFeatures,
    best: str,
    probability: float,
    bearers: Mapping[str, Sequence[Profile]],
    evidence: Mapping[str, float],
) -> tuple[Reason, ...]:
    bearer_count, total = appearances_of(bearers[best]), sum(map(appearances_of, bearers.values()))
    texts = [f"{bearer_count} of {total} appearances of this surname"]
    if evidence["company"] > 0:
        companions = sorted(
            {name for profile in bearers[best] for name in features.companions if name in profile.companions}
        )
        texts.append(f"also appears with {', '.join(companions[:2])}")
    for name, text in (("role", "roles agree"), ("close", f"within {CLOSE_DAYS} days"), ("outlet", "same outlet")):
        if evidence[name]:
            texts.append(text)
    return (*(Reason(text, 0.0) for text in texts), Reason(f"probability {probability:.2f}", 0.0))

"""Linking the speakers of a batch: each is looked up by its names, scored, and linked or given a new identity."""

from __future__ import annotations

import hashlib
import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from onrecord.speakers.linking.appearances import Appearance, parsed_names
from onrecord.speakers.linking.assignments import Assignment, AssignmentKind, Join, LinkResult, RejectedIdentity
from onrecord.speakers.linking.features import AppearanceFeatures, appearance_features
from onrecord.speakers.linking.in_memory_index import IdentityIndex, InMemoryIndex, countable_names
from onrecord.speakers.linking.name_similarity import GENERIC_NAME, MIDDLE_NAME, NICKNAME, search_keys
from onrecord.speakers.linking.people_file import ListedSpeaker, PeopleFile
from onrecord.speakers.linking.person_names import PersonName, spelling_key
from onrecord.speakers.linking.profiles import Identity, Profile, identity_of_listed
from onrecord.speakers.linking.scoring import LINK_THRESHOLD, LinkScore, NameRarity, Reason, score_link
from onrecord.speakers.linking.surnames import LikelyBearer, features_of_identity, is_surname, likely_bearer
from onrecord.text.word_lists import fold

# Set by hand, with the weights of ``scoring``, by reading the links of 516 news articles.
MARGIN, PARTIAL_NAME_MARGIN = (
    1.0,
    1.5,
)  # lead over the next candidate that a link needs: by a full name, by a partial one
MAX_CANDIDATES = 50  # candidates scored for one key: those with the most appearances
MAX_FREQUENCY_LEAD = 2.0  # what frequency adds when candidates are ranked: log10 of the appearances, at most this
MAX_OPEN = 200  # identities of one surname alone that are looked at again when a bearer is met
MAX_REJECTED = 3  # rejected identities that an assignment names

USER_DECISION = Reason("a user decided so", 0.0)
PEOPLE_FILE = Reason("the people file lists the name", 0.0)
NO_NAME = Reason("no name of its own", 0.0)

Candidate = tuple[LinkScore, Profile]


def link_speakers(
    appearances: Iterable[Appearance],
    index: IdentityIndex | None = None,
    people: PeopleFile | None = None,
    decided: Mapping[tuple[str, str], str] | None = None,
    former: Mapping[tuple[str, str], str] | None = None,
) -> LinkResult:
    """Return for each speaker the identity that it is linked to, or a new one, with the reasons.

    Args:
        appearances: The speakers of one or many records. Their order changes only the order of the assignments.
        index: The identities of earlier batches.
        people: Speakers that the user knows by name.
        decided: What people decided: the id of a speaker's identity, by the ids of the record and of the speaker in
            it. It outweighs all evidence; an identity that the index does not have begins with the speaker.
        former: The identities that speakers had before their record was read again, in the same form: one that has no
            other speakers is continued rather than a new one begun.
    """
    batch = list(appearances)
    linker = _BatchLinker(batch, index or InMemoryIndex(), people or PeopleFile(), decided or {}, former or {})
    assignments = {
        (appearance.record, appearance.speaker): linker.assign(appearance)
        for appearance in sorted(batch, key=linker.order)
    }
    in_given_order = tuple(assignments[appearance.record, appearance.speaker] for appearance in batch)
    return LinkResult(in_given_order, linker.changed_identities(), linker.joins())


def new_identity_id(appearance: Appearance) -> str:
    """Return the id of the identity that an appearance founds, unless another identity has it."""
    digest = hashlib.blake2s(f"{appearance.record}\0{fold(appearance.name)}".encode(), digest_size=5).hexdigest()
    return f"{'-'.join(fold(appearance.name).split())[:40].strip('-') or 'speaker'}-{digest}"


class _BatchLinker:
    """One batch while it is linked: the profiles in use, over the identities of the index."""

    def __init__(
        self,
        batch: Sequence[Appearance],
        index: IdentityIndex,
        people: PeopleFile,
        decided: Mapping[tuple[str, str], str],
        former: Mapping[tuple[str, str], str],
    ) -> None:
        self._index, self._people = index, people
        self._profiles: dict[str, Profile] = {}
        self._changed: set[str] = set()
        self._ids_by_key: dict[str, set[str]] = defaultdict(set)
        self._decided, self._former = decided, former
        self._rarity = _name_rarity(batch, index)

    def order(self, appearance: Appearance) -> tuple[bool, tuple[bool, int, bool, str, str, str]]:
        """Return the sort key of an appearance: those that people decided about come first."""
        return (appearance.record, appearance.speaker) not in self._decided, _evidence_order(appearance)

    def assign(self, appearance: Appearance) -> Assignment:
        """Return the assignment of one appearance, and add the appearance to its identity."""
        if decided_id := self._decided.get((appearance.record, appearance.speaker)):
            identity = Identity(decided_id, appearance.kind, appearance.name, founder=appearance.ref)
            profile = self._profile(decided_id) or self._add_profile(identity)
            return self._link(appearance, profile, "told", (USER_DECISION,))
        entry = self._listed(appearance)
        if entry and (listed_profile := self._profile(entry.id)):
            return self._link(appearance, listed_profile, "pinned", (PEOPLE_FILE,))
        if parsed_names(appearance):
            return self._link_by_evidence(appearance)
        return Assignment(appearance.record, appearance.speaker, appearance.name, None, "nameless", (NO_NAME,))

    def changed_identities(self) -> tuple[Identity, ...]:
        """Return the identities that the batch made or added to."""
        return tuple(self._profiles[identity_id].to_identity() for identity_id in sorted(self._changed))

    def joins(self) -> tuple[Join, ...]:
        """Return the known identities of a surname alone whose bearer has become likely.

        They are looked at again when a bearer of their surname was met for the first, second, fourth, eighth time.
        """
        families = {
            name.family
            for identity_id in self._changed
            if self._profiles[identity_id].identity.appearances.bit_count() == 1
            for name in self._profiles[identity_id].parsed
            if isinstance(name, PersonName) and name.given_names
        }
        joins = []
        for family in sorted(families):
            for identity_id in sorted(self._identity_ids(f"M|{spelling_key(family)}"))[:MAX_OPEN]:
                profile = self._profile(identity_id)
                if profile is None or self._index.shown_identity(identity_id) != identity_id:
                    continue
                features = features_of_identity(profile.identity)
                bearer = self._likely_bearer(features) if features else None
                if bearer:
                    joins.append(Join(identity_id, bearer.identity, bearer.reasons))
        return tuple(joins)

    def _likely_bearer(self, features: AppearanceFeatures) -> LikelyBearer | None:
        """Return whose surname it most likely is."""
        return likely_bearer(features, self._candidates(features.appearance), self._rarity, self._index.shown_identity)

    def _listed(self, appearance: Appearance) -> ListedSpeaker | None:
        """Return the people file's line with the name; without one, the only line with an alias of several words."""
        if appearance.kind == "unnamed":
            return None
        if entry := self._people.find(appearance.name):
            return entry
        aliases = [alias for alias in appearance.aliases if " " in alias] if parsed_names(appearance) else []
        entries = {entry.id: entry for alias in aliases if (entry := self._people.find(alias))}
        return next(iter(entries.values())) if len(entries) == 1 else None

    def _link_by_evidence(self, appearance: Appearance) -> Assignment:
        features = appearance_features(appearance)
        if is_surname(appearance) and (bearer := self._likely_bearer(features)):
            bearer_profile = self._profile(bearer.identity)
            assert bearer_profile is not None
            return self._link(appearance, bearer_profile, "surname", bearer.reasons)
        scored = [
            (score, profile)
            for profile in self._candidates(appearance)
            if (score := score_link(features, profile, self._rarity))
        ]
        ranked = sorted(
            scored, key=lambda pair: (pair[0].conflict, -_rank(*pair), pair[1].identity.by_person, pair[1].identity.id)
        )
        allowed = [candidate for candidate in ranked if not candidate[0].conflict]
        best = allowed[0] if allowed else None
        suffices = best is not None and best[0].total >= LINK_THRESHOLD
        if best and suffices and not self._has_rival(best, allowed[1:]) and not self._is_surname(appearance, best[1]):
            rejected = _rejected([candidate for candidate in ranked if candidate is not best])
            return self._link(appearance, best[1], "merged", best[0].reasons, rejected)
        name = parsed_names(appearance)[0]
        surname_only = isinstance(name, PersonName) and not name.given_names
        is_open = bool(best and (suffices or best[0].name_weight < MIDDLE_NAME)) or surname_only
        return self._found(appearance, "open" if is_open else "founded", _rejected(ranked))

    def _has_rival(self, best: Candidate, rest: Sequence[Candidate]) -> bool:
        """Return whether another candidate fits nearly as well as the best.

        A full name must lead only those that would suffice by themselves. An organization's own name needs no lead:
        where two organizations of one name are known, they were kept apart for want of evidence. Of two that a person
        parted, ``_rank`` has given the lead to one.
        """
        if best[1].identity.kind != "person" and best[0].name_weight >= GENERIC_NAME:
            return False
        is_full = best[0].name_weight >= NICKNAME
        margin = MARGIN if is_full else PARTIAL_NAME_MARGIN
        shown_identity = self._index.shown_identity
        return any(
            _rank(*best) - _rank(*rival) < margin
            for rival in rest
            if (not is_full or rival[0].total >= LINK_THRESHOLD)
            and shown_identity(rival[1].identity.id) != shown_identity(best[1].identity.id)
            and rival[1].identity.by_person == best[1].identity.by_person
        )

    def _is_surname(self, appearance: Appearance, profile: Profile) -> bool:
        """Return whether an organization's only word is rather people's surname: “Clinton” tagged as a company."""
        name = parsed_names(appearance)[0]
        if isinstance(name, PersonName) or len(name.words) > 1:
            return False
        people = sum(self._appearances_of(identity_id) for identity_id in self._identity_ids(f"S|{name.words[0]}"))
        return people > profile.identity.appearances

    def _candidates(self, appearance: Appearance) -> list[Profile]:
        candidate_ids: set[str] = set()
        for key in dict.fromkeys(key for name in parsed_names(appearance) for key in search_keys(name)):
            ids = self._identity_ids(key)
            if len(ids) > MAX_CANDIDATES:
                by_frequency = heapq.nsmallest(
                    MAX_CANDIDATES, ids, key=lambda identity_id: (-self._appearances_of(identity_id), identity_id)
                )
                ids = set(by_frequency)
            candidate_ids |= ids
        is_person = appearance.kind == "person"
        profiles = (self._profile(identity_id) for identity_id in sorted(candidate_ids))
        return [profile for profile in profiles if profile and (profile.identity.kind == "person") == is_person]

    def _identity_ids(self, key: str) -> set[str]:
        return {
            *self._index.identity_ids(key),
            *self._people.ids_by_key.get(key, ()),
            *self._ids_by_key.get(key, ()),
        }

    def _appearances_of(self, identity_id: str) -> int:
        profile = self._profile(identity_id)
        return profile.identity.appearances if profile else 0

    def _profile(self, identity_id: str) -> Profile | None:
        if identity_id in self._profiles:
            return self._profiles[identity_id]
        entry = self._people.by_id.get(identity_id)
        identity = self._index.identity(identity_id) or (identity_of_listed(entry) if entry else None)
        return self._add_profile(identity) if identity else None

    def _add_profile(self, identity: Identity) -> Profile:
        profile = self._profiles[identity.id] = Profile(identity)
        self._add_keys(profile)
        return profile

    def _add_keys(self, profile: Profile) -> None:
        for key in profile.keys:
            self._ids_by_key[key].add(profile.identity.id)

    def _link(
        self,
        appearance: Appearance,
        profile: Profile,
        how: AssignmentKind,
        reasons: tuple[Reason, ...],
        rejected: tuple[RejectedIdentity, ...] = (),
    ) -> Assignment:
        identity = profile.identity
        profile.add(appearance, is_named=how != "told" or profile.may_have_name(appearance))
        self._add_keys(profile)
        self._changed.add(identity.id)
        return Assignment(
            appearance.record,
            appearance.speaker,
            appearance.name,
            identity.id,
            how,
            reasons,
            rejected,
            identity.name,
            identity.founder,
        )

    def _found(self, appearance: Appearance, how: AssignmentKind, rejected: tuple[RejectedIdentity, ...]) -> Assignment:
        """Return the assignment of an appearance to an identity of its own."""
        former_id = self._former.get((appearance.record, appearance.speaker))
        for own_id in filter(None, (former_id, new_identity_id(appearance))):
            former = self._index.identity(own_id) if own_id not in self._profiles else None
            if former and not former.appearances and not former.by_person:
                begun_again = replace(former, kind=appearance.kind, founder=appearance.ref)
                return self._link(appearance, self._add_profile(begun_again), how, (), rejected)
        identity = Identity(self._free_id(appearance), appearance.kind, appearance.name, founder=appearance.ref)
        return self._link(appearance, self._add_profile(identity), how, (), rejected)

    def _free_id(self, appearance: Appearance) -> str:
        base = identity_id = new_identity_id(appearance)
        number = 1
        while identity_id in self._profiles or self._index.identity(identity_id) is not None:
            number += 1
            identity_id = f"{base}-{number}"
        return identity_id


def _evidence_order(appearance: Appearance) -> tuple[bool, int, bool, str, str, str]:
    """Return the sort key that puts the clearest evidence first, so that others are compared with it.

    People come first, full names before short ones, stated roles before none; then by day, record and speaker, so that
    every batch has one order.
    """
    names = parsed_names(appearance)
    name = names[0] if names else None
    if name is None:
        completeness = 4
    elif not isinstance(name, PersonName):
        completeness = 1 if len(name.words) < 2 else 0
    elif not name.given_names:
        completeness = 3
    elif name.initials_only:
        completeness = 2
    else:
        completeness = int(len(name.given_names) < 2 and not name.suffix)
    published = appearance.published or "9999"
    return (
        appearance.kind != "person",
        completeness,
        not appearance.roles,
        published,
        appearance.record,
        appearance.speaker,
    )


def _rank(score: LinkScore, profile: Profile) -> float:
    """Return the weight by which candidates are compared: of two that fit, the more frequent one is likelier meant.

    One whose speakers a person took out of another identity must lead it.
    """
    handicap = MARGIN if profile.identity.by_person else 0.0
    return score.total + min(MAX_FREQUENCY_LEAD, math.log10(profile.identity.appearances + 1)) - handicap


def _rejected(candidates: Sequence[Candidate]) -> tuple[RejectedIdentity, ...]:
    """Return the identities of similar names that a speaker was not linked to, the likeliest first."""
    return tuple(
        RejectedIdentity(profile.identity.id, profile.identity.name, score.reasons)
        for score, profile in candidates[:MAX_REJECTED]
    )


def _name_rarity(batch: Sequence[Appearance], index: IdentityIndex) -> NameRarity:
    by_record: dict[str, list[Appearance]] = defaultdict(list)
    for appearance in batch:
        by_record[appearance.record].append(appearance)
    counts: Counter[str] = Counter()
    for appearances in by_record.values():
        counts.update(countable_names(appearances))
    return NameRarity(index.records + len(by_record), lambda name: counts[name] + index.name_frequency(name))

"""Placing speakers: the batch in its one order, each looked up by its names, weighed, and joined or founded."""

from __future__ import annotations

import hashlib
import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from onrecord.speakers.linking.appearances import Appearance, parsed_names
from onrecord.speakers.linking.assignments import How, Outcome, Placing, Split
from onrecord.speakers.linking.constraint_lookup import Marks
from onrecord.speakers.linking.constraints import Ties, Told
from onrecord.speakers.linking.features import case
from onrecord.speakers.linking.in_memory_index import Known, Memory, met
from onrecord.speakers.linking.name_similarity import GENERIC, MIDDLE, NICKNAME, search_keys
from onrecord.speakers.linking.people_file import Listed, People
from onrecord.speakers.linking.person_names import PersonName
from onrecord.speakers.linking.profiles import Identity, Profile, seeded
from onrecord.speakers.linking.scoring import ENOUGH, Rarity, Reason, Weighing, weigh
from onrecord.speakers.linking.word_lists import fold

MARGIN, SURNAME_MARGIN = 1.0, 1.5  # by which the best must lead the next, when the name is whole and when it is not
LOOKED_AT = 50  # of those that one key gives, how many are weighed: those with the most appearances
OFTEN_MOST = 2.0  # what being met often adds when two are compared: the logarithm to base 10 of the appearances
SPLITS = 3  # those not taken that a placing names


def identify(
    appearances: Iterable[Appearance],
    known: Known | None = None,
    people: People | None = None,
    told: Iterable[Told] = (),
) -> Outcome:
    """For each speaker the identity that it belongs to, or a new one, with the reasons.

    ``known`` is what earlier batches found; the order of ``appearances`` changes nothing but the order of the
    placings. Raises IdentityError for decisions in ``told`` that contradict each other.
    """
    batch = list(appearances)
    desk = _Desk(batch, known or Memory(), people or People(), tuple(told))
    placed = {_ref(one): desk.place(one) for one in sorted(batch, key=desk.order)}
    return Outcome(tuple(placed[_ref(one)] for one in batch), desk.changed(), desk.unmet())


def plain_id(one: Appearance) -> str:
    """The id of the identity that an appearance founds, unless another has it."""
    digest = hashlib.blake2s(f"{one.record}\0{fold(one.name)}".encode(), digest_size=5).hexdigest()
    return f"{'-'.join(fold(one.name).split())[:40].strip('-') or 'speaker'}-{digest}"


def _ref(one: Appearance) -> tuple[str, str]:
    return one.record, one.speaker


def _order(one: Appearance) -> tuple[bool, int, bool, str, str, str]:
    """People first, whole names before short ones and stated roles before none, so that who is plainest is known
    first; then by day, record and speaker, so that every batch has one order."""
    names = parsed_names(one)
    first = names[0] if names else None
    if isinstance(first, PersonName):
        whole = 3 if not first.given else 2 if first.initials_only else int(len(first.given) < 2 and not first.suffix)
    else:
        whole = 4 if first is None else 1 if len(first.words) < 2 else 0
    return one.kind != "person", whole, not one.roles, one.published or "9999", one.record, one.speaker


class _Desk:
    """One batch at work: the profiles that it has touched, over what is known."""

    def __init__(self, batch: Sequence[Appearance], known: Known, people: People, told: tuple[Told, ...]) -> None:
        self._known, self._people, self._told = known, people, told
        self._profiles: dict[str, Profile] = {}
        self._touched: set[str] = set()
        self._keys: dict[str, set[str]] = defaultdict(set)
        self._marks = Marks(batch, known, told)
        self._ties = Ties(told, self._marks.resolve)
        self._rarity = _rarity(batch, known)

    def _open(self, identity: Identity) -> Profile:
        profile = self._profiles[identity.id] = Profile(identity)
        self._index(profile)
        return profile

    def _index(self, profile: Profile) -> None:
        for key in profile.keys:
            self._keys[key].add(profile.identity.id)

    def _profile(self, id_: str) -> Profile | None:
        if id_ not in self._profiles:
            listed = self._people.ids.get(id_)
            identity = self._known.identity(id_) or (seeded(listed) if listed else None)
            return self._open(identity) if identity else None
        return self._profiles[id_]

    def order(self, one: Appearance) -> tuple[bool, tuple[bool, int, bool, str, str, str]]:
        """Those last whom a person keeps apart from others: who is left should not be torn between the two."""
        return bool(self._ties.apart(self._marks.of(one))), _order(one)

    def place(self, one: Appearance) -> Placing:
        """Where one appearance belongs."""
        mark = self._marks.of(one)
        barred = {id_ for anchor in self._ties.apart(mark) if (id_ := self._marks.identity(anchor))}
        for anchor in sorted(self._ties.together(mark), key=repr):
            id_ = self._marks.identity(anchor)
            if id_ and id_ not in barred and (profile := self._profile(id_)):
                return self._join(one, profile, "told", (Reason("a person said so", 0.0),))
        listed = self._pin(one)
        if listed and listed.id not in barred and (profile := self._profile(listed.id)):
            return self._join(one, profile, "pinned", (Reason("the people file names it so", 0.0),))
        if not parsed_names(one):
            if self._ties.together(mark):
                return self._found(one, "founded", ())
            return Placing(one.record, one.speaker, one.name, None, "nameless", (Reason("no name of its own", 0.0),))
        return self._weigh(one, barred)

    def _pin(self, one: Appearance) -> Listed | None:
        """Who is listed under the name; or, when it is not listed, under a whole one of the aliases."""
        if one.kind == "unnamed":
            return None
        if listed := self._people.pin(one.name):
            return listed
        names = parsed_names(one)
        whole = [alias for alias in one.aliases if " " in alias] if names else []
        pinned = {listed.id: listed for alias in whole if (listed := self._people.pin(alias))}
        return next(iter(pinned.values())) if len(pinned) == 1 else None

    def _weigh(self, one: Appearance, barred: set[str]) -> Placing:
        this = case(one)
        weighed = [(found, known) for known in self._candidates(one) if (found := weigh(this, known, self._rarity))]
        ranked = sorted(weighed, key=lambda pair: (pair[0].conflict, -_rank(*pair), pair[1].identity.id))
        free = [(w, profile) for w, profile in ranked if not w.conflict and profile.identity.id not in barred]
        best = free[0] if free else None
        if best and best[0].total >= ENOUGH and not _near(best, free[1:]) and not self._surname(one, best[1]):
            rest = [pair for pair in ranked if pair is not best]
            return self._join(one, best[1], "merged", best[0].reasons, _splits(rest, barred))
        lone = not isinstance(parsed_names(one)[0], PersonName) or bool(_given(one))
        unsettled = bool(best and (best[0].total >= ENOUGH or best[0].name < MIDDLE)) or not lone
        return self._found(one, "open" if unsettled else "founded", _splits(ranked, barred))

    def _surname(self, one: Appearance, known: Profile) -> bool:
        """Whether a body's only word is rather the surname of people: “Clinton” taken for a company."""
        name = parsed_names(one)[0]
        if isinstance(name, PersonName) or len(name.words) > 1:
            return False
        people = sum(-self._often(id_)[0] for id_ in self._under(f"S|{name.words[0]}"))
        return people > known.identity.appearances

    def _candidates(self, one: Appearance) -> list[Profile]:
        found: set[str] = set()
        for key in dict.fromkeys(key for name in parsed_names(one) for key in search_keys(name)):
            ids = self._under(key)
            if len(ids) > LOOKED_AT:
                ids = set(heapq.nsmallest(LOOKED_AT, ids, key=self._often))
            found |= ids
        person = one.kind == "person"
        profiles = (self._profile(id_) for id_ in sorted(found))
        return [profile for profile in profiles if profile and (profile.identity.kind == "person") == person]

    def _under(self, key: str) -> set[str]:
        return {*self._known.under(key), *self._people.keys.get(key, ()), *self._keys.get(key, ())}

    def _often(self, id_: str) -> tuple[int, str]:
        profile = self._profile(id_)
        return -profile.identity.appearances if profile else 0, id_

    def _join(
        self, one: Appearance, profile: Profile, how: How, reasons: tuple[Reason, ...], splits: tuple[Split, ...] = ()
    ) -> Placing:
        identity = profile.identity
        profile.add(one)
        self._index(profile)
        self._touched.add(identity.id)
        self._marks.put(one, identity.id)
        return Placing(
            *(one.record, one.speaker, one.name, identity.id, how, reasons, splits), identity.name, identity.founder
        )

    def _found(self, one: Appearance, how: How, splits: tuple[Split, ...]) -> Placing:
        id_ = self._fresh_id(one)
        self._open(Identity(id_, one.kind, one.name, founder=one.mark))
        return self._join(one, self._profiles[id_], how, (), splits)

    def _fresh_id(self, one: Appearance) -> str:
        plain = id_ = plain_id(one)
        n = 1
        while id_ in self._profiles or self._known.identity(id_) is not None:
            n += 1
            id_ = f"{plain}-{n}"
        return id_

    def changed(self) -> tuple[Identity, ...]:
        """The identities that the batch has made or added to."""
        return tuple(self._profiles[id_].frozen() for id_ in sorted(self._touched))

    def unmet(self) -> tuple[Told, ...]:
        """The decisions that were not carried out."""
        return self._marks.unmet()


def _given(one: Appearance) -> tuple[str, ...]:
    name = parsed_names(one)[0]
    return name.given if isinstance(name, PersonName) else ()


def _rank(weighing: Weighing, profile: Profile) -> float:
    """The weight by which candidates are compared: of two that fit, the one met far more often is likelier meant."""
    return weighing.total + min(OFTEN_MOST, math.log10(profile.identity.appearances + 1))


def _near(best: tuple[Weighing, Profile], others: Sequence[tuple[Weighing, Profile]]) -> bool:
    """Whether another fits nearly as well. A whole name need only be told from those that would do by themselves, and
    a body's own name from none: where two bodies of one name are known, they were parted for want of evidence."""
    if best[1].identity.kind != "person" and best[0].name >= GENERIC:
        return False
    whole = best[0].name >= NICKNAME
    rivals = [pair for pair in others if not whole or pair[0].total >= ENOUGH]
    margin = MARGIN if whole else SURNAME_MARGIN
    return any(_rank(*best) - _rank(*pair) < margin for pair in rivals)


def _splits(pairs: Sequence[tuple[Weighing, Profile]], barred: set[str]) -> tuple[Split, ...]:
    """Those of like names that were not taken, the likeliest first."""
    told = (Reason("a person said so", 0.0),)
    return tuple(
        Split(profile.identity.id, profile.identity.name, told if profile.identity.id in barred else weighing.reasons)
        for weighing, profile in pairs[:SPLITS]
    )


def _rarity(batch: Sequence[Appearance], known: Known) -> Rarity:
    records: dict[str, list[Appearance]] = defaultdict(list)
    for one in batch:
        records[one.record].append(one)
    counted: Counter[str] = Counter()
    for ones in records.values():
        counted.update(met(ones))
    return Rarity(known.records + len(records), lambda name: counted[name] + known.frequency(name))

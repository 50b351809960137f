"""A simple model of what people decide, in memory, and the same steps on a store; run by itself it does them.

python decision_model.py ADDRESS STEPS.json FIRST      # prints the number of each step when it is done
"""

from __future__ import annotations

import json
import random
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import select
from store_samples import page_record

from onrecord.store import Store
from onrecord.store import tables as t

NAMES = ("Ann Lee", "Tom Ray", "Bo Hall", "Eve Lee")
OUTLETS = ("The Post", "The Bugle", "post.example")
ACTS = ("ask", "promise", "think")
KINDS = ("add", "change", "merge", "split", "rename", "undo", "correct", "forget", "outlet", "reread")
Step = list[Any]  # its name and its arguments
Said = tuple[str, str, str | None, str, str, int]  # record, act, outlet, speaker's name, words and where they begin


@dataclass
class Model:
    """Articles of one statement each, with the versions that they had, and the decisions about them."""

    names: dict[str, str] = field(default_factory=dict)  # of the speakers, by record
    versions: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # lead and words, the newest last
    outlets: dict[str, str] = field(default_factory=dict)
    forgotten: set[str] = field(default_factory=set)
    decisions: list[dict[str, Any]] = field(default_factory=list)

    def holding(self, kind: str) -> list[dict[str, Any]]:
        return [decision for decision in self.decisions if decision["kind"] == kind and not decision["undone"]]

    def own(self, record: str) -> str:
        """The identity of a record's speaker before merges."""
        splits = [decision for decision in self.holding("split") if decision["record"] == record]
        return str(splits[-1]["identity"]) if splits else self.names[record]

    def shown(self, record: str) -> str:
        return self.resolved(self.own(record))

    def resolved(self, identity: str) -> str:
        for merge in self.holding("merge"):
            if identity == merge["source"]:
                identity = merge["target"]
        return identity

    def shown_name(self, identity: str) -> str:
        renames = [decision for decision in self.holding("rename") if decision["identity"] == identity]
        return str(renames[-1]["name"]) if renames else identity.partition("#")[0]

    def shown_outlet(self, outlet: str) -> str:
        for rename in self.holding("outlet"):
            if outlet == rename["before"]:
                outlet = rename["name"]
        return outlet

    def corrections(self, record: str) -> list[dict[str, Any]]:
        """The corrections of what the newest version of an article says."""
        words = self.versions[record][-1][1]
        return [each for each in self.holding("correct") if (each["record"], each["words"]) == (record, words)]

    def said(self) -> dict[frozenset[Said], str]:
        """What is said, grouped by who says it."""
        groups: dict[str, set[Said]] = {}
        for record in self.names.keys() - self.forgotten:
            corrections = self.corrections(record)
            if any(correction["what"] == "removed" for correction in corrections):
                continue
            acts = [correction["value"] for correction in corrections if correction["what"] == "act"]
            speakers = [correction["value"] for correction in corrections if correction["what"] == "speaker"]
            identity = f"new {speakers[-1]}" if speakers else self.shown(record)
            name = speakers[-1] if speakers else self.shown_name(identity)
            outlet = self.shown_outlet(self.outlets[record])
            lead, words = self.versions[record][-1]
            said = (record, acts[-1] if acts else "assert", outlet, name, words, len(lead) + 2 if lead else 0)
            groups.setdefault(identity, set()).add(said)
        return {frozenset(group): identity for identity, group in groups.items()}

    def next_step(self, chance: random.Random) -> Step:
        """Choose a step that is possible."""
        here = sorted(self.names.keys() - self.forgotten)
        for _ in range(100):
            kind = chance.choice(
                ["add", "merge", "split", "rename", "undo", "correct", "forget", "outlet", "reread", "change"]
            )
            step = getattr(self, f"_choose_{kind}")(chance, here)
            if step is not None:
                return [kind, *step]
        return ["add", *self._choose_add(chance, here)]

    def _choose_add(self, chance: random.Random, here: list[str]) -> Step:
        return [f"r{len(self.names)}", chance.choice(NAMES), chance.choice(OUTLETS)]

    def _choose_merge(self, chance: random.Random, here: list[str]) -> Step | None:
        pair = chance.sample(here, 2) if len(here) > 1 else []
        return pair if pair and self.shown(pair[0]) != self.shown(pair[1]) else None

    def _choose_split(self, chance: random.Random, here: list[str]) -> Step | None:
        record = chance.choice(here) if here else None
        return [record] if record and self._has_others(record, here) else None

    def _has_others(self, record: str, here: list[str]) -> bool:
        """Whether the identity of a record goes on without it."""
        return any(other != record and self.own(other) == self.own(record) for other in here)

    def _choose_rename(self, chance: random.Random, here: list[str]) -> Step | None:
        return [chance.choice(here), f"Name {len(self.decisions)}"] if here else None

    def _choose_undo(self, chance: random.Random, here: list[str]) -> Step | None:
        open_decisions = [
            n for n, decision in enumerate(self.decisions) if not decision["undone"] and decision["kind"] != "forget"
        ]
        return [chance.choice(open_decisions)] if open_decisions else None

    def _choose_correct(self, chance: random.Random, here: list[str]) -> Step | None:
        record = chance.choice(here) if here else None
        if record is None or any(correction["what"] == "removed" for correction in self.corrections(record)):
            return None
        what = chance.choice(["act", "speaker", "removed"])
        return [record, what, chance.choice(ACTS) if what == "act" else f"Zoe Quill{len(self.decisions)}"]

    def _choose_forget(self, chance: random.Random, here: list[str]) -> Step | None:
        record = chance.choice(here) if len(here) > 4 else None
        return [record] if record and self._has_others(record, here) else None

    def _choose_outlet(self, chance: random.Random, here: list[str]) -> Step | None:
        shown = sorted({self.shown_outlet(self.outlets[record]) for record in here})
        names = [*OUTLETS, f"Outlet {len(self.decisions)}"]
        pair = [chance.choice(shown), chance.choice(names)] if shown else []
        return pair if pair and pair[0] != pair[1] else None

    def _choose_reread(self, chance: random.Random, here: list[str]) -> Step | None:
        return [len(self.decisions)] if here else None

    def _choose_change(self, chance: random.Random, here: list[str]) -> Step | None:
        """A new lead, other words, or the first version again."""
        record = chance.choice(here) if here else None
        if record is None:
            return None
        lead, words = self.versions[record][-1]
        news = f"New{'s' * len(self.versions[record])}"  # each of another length: what follows it begins elsewhere
        return [record, *chance.choice([(news, words), (lead, f"This is {record}, {news}."), self.versions[record][0]])]

    def take(self, step: Step) -> None:
        """Take a step."""
        kind, *arguments = step
        if kind == "add":
            record, name, outlet = arguments
            self.names[record], self.outlets[record] = name, outlet
            self.versions[record] = [("", f"This is {record}.")]
        elif kind == "change":
            record, lead, words = arguments
            self.versions[record] = [each for each in self.versions[record] if each != (lead, words)]
            self.versions[record].append((lead, words))
        elif kind == "undo":
            self.decisions[arguments[0]]["undone"] = True
        elif kind == "forget":
            self._decide("forget")
            self.forgotten.add(arguments[0])
            self._drop_decisions(arguments[0])
        elif kind == "merge":
            self._merge(*arguments)
        elif kind == "split":
            identity = f"{self.names[arguments[0]]}#{len(self.decisions)}"
            self._decide("split", record=arguments[0], identity=identity)
        elif kind == "rename":
            self._decide("rename", identity=self.shown(arguments[0]), name=arguments[1])
        elif kind == "correct":
            record, what, value = arguments
            self._decide("correct", record=record, what=what, value=value, words=self.versions[record][-1][1])
        elif kind == "outlet":
            self._decide("outlet", before=arguments[0], name=arguments[1])

    def _decide(self, kind: str, **details: Any) -> None:
        self.decisions.append({"kind": kind, "undone": False} | details)

    def _drop_decisions(self, record: str) -> None:
        """Corrections of a forgotten article are deleted with it."""
        self.decisions = [d for d in self.decisions if d["kind"] != "correct" or d["record"] != record]

    def _merge(self, first: str, second: str) -> None:
        here = self.names.keys() - self.forgotten
        identities = [self.shown(first), self.shown(second)]
        counts = [  # every version counts
            sum(len(self.versions[record]) for record in here if self.shown(record) == identity)
            for identity in identities
        ]
        target = identities[counts[1] > counts[0]]
        self._decide("merge", target=target, source=next(each for each in identities if each != target))


def take_on_store(store: Store, step: Step) -> None:
    """Take a step on a store."""
    kind, *arguments = step
    if kind == "add":
        record, name, outlet = arguments
        store.writer("m").add([page_record(record, f"{name} said: This is {record}.", outlet=outlet)])
    elif kind == "change":
        record, lead, words = arguments
        article = store.record(record).article
        lines = (lead, f"{speaker_in(article.text)} said: {words}")
        store.writer("m").add([page_record(record, *filter(None, lines), outlet=stated_outlet(store, record))])
    elif kind == "merge":
        store.merge(*(identity_of(store, record) for record in arguments))
    elif kind == "split":
        store.split(identity_of(store, arguments[0]), arguments[0])
    elif kind == "rename":
        store.rename(identity_of(store, arguments[0]), arguments[1])
    elif kind == "undo":
        store.undo(store.decisions()[arguments[0]].id)
    elif kind == "correct":
        record, what, value = arguments
        store.correct(f"{record}.t1", **{"not_a_statement": True} if what == "removed" else {what: value})
    elif kind == "forget":
        store.forget(arguments[0])
    elif kind == "outlet":
        store.rename_outlet(*arguments)
    else:
        read_all_again(store, f"model {arguments[0]}")


def read_all_again(store: Store, model: str) -> None:
    """Read all articles with another model, which reads them as the first did."""
    for article_id in store.articles.ids_not_read_by(model):
        stored, _ = store.articles.load(article_id)
        again = page_record(stored.id, stored.article.text).record
        store.articles.replace(
            [(article_id, replace(stored, statements=again.statements, speakers=again.speakers))], model
        )
    store.articles.relink_speakers()


def identity_of(store: Store, record: str) -> str:
    """The identity of the speaker whom the model found in a record."""
    query = (
        select(t.identities.c.slug)
        .join(t.speakers, t.speakers.c.identity_id == t.identities.c.id)
        .join(t.articles, t.articles.c.id == t.speakers.c.article_id)
        .where(t.articles.c.record == record, t.articles.c.current, t.speakers.c.key == "s1")
    )
    return str(store.database.read(lambda connection: connection.execute(query).scalar_one()))


def speaker_in(text: str) -> str:
    """The name of the speaker in an article's text."""
    return text.rpartition("\n")[2].partition(" said: ")[0]


def stated_outlet(store: Store, record: str) -> str:
    """The outlet that the newest version of an article states, whatever it is shown as."""
    query = select(t.outlets.c.name).join(t.articles, t.articles.c.stated_outlet_id == t.outlets.c.id)
    current = query.where(t.articles.c.record == record, t.articles.c.current)
    return str(store.database.read(lambda connection: connection.execute(current).scalar_one()))


def said_in_store(store: Store) -> dict[frozenset[Said], str]:
    """What is said, grouped by who says it: with the identity's id."""
    groups: dict[str, set[Said]] = {}
    for hit in store.find(limit=1_000, include_hidden=True):
        said = (hit.record, hit.act, hit.outlet, str(hit.identity_name), hit.text, hit.sentence_span[0])
        groups.setdefault(str(hit.identity), set()).add(said)
    return {frozenset(group): identity for identity, group in groups.items()}


def main(address: str, steps: str, first: str) -> None:
    """Take the steps of a file on a store, from one on."""
    with Store(address) as store:
        for number, step in enumerate(json.loads(Path(steps).read_text())):
            if number >= int(first):
                take_on_store(store, step)
                print(number, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

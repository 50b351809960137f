"""Articles read again: their contents replaced, and all identities placed anew under what people decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, bindparam, delete, select

from onrecord.records import Record
from onrecord.speakers.linking import link_speakers, speaker_appearances
from onrecord.store import tables as t
from onrecord.store.identities.decisions import Decision, decisions
from onrecord.store.identities.identity_index import Stored
from onrecord.store.identities.timelines import refiltered
from onrecord.store.load_records import articles, record
from onrecord.store.write.article_rows import contents

VERB = "reread"
PART = 100  # articles placed together


def replace(connection: Connection, article: int, new: Record | None, model: str) -> None:
    """Puts what a newer model read in place of an article's statements and speakers; None where that is the same.

    Until ``placed_again`` the store remembers that it is owed.
    """
    if new is None:
        connection.execute(t.articles.update().where(t.articles.c.id == article).values(model=model))
        return
    if not owed(connection):
        values = {
            "verb": VERB,
            "version": "",
            "model": model,
            "started": _now(),
        }
        connection.execute(t.runs.insert().values(**values))
    connection.execute(delete(t.statements).where(t.statements.c.article_id == article))
    connection.execute(delete(t.speakers).where(t.speakers.c.article_id == article))
    row = connection.execute(
        select(t.articles.c.day, t.articles.c.outlet_id).where(t.articles.c.id == article)
    ).mappings().one()  # fmt: skip
    known = Stored(connection)
    ones = speaker_appearances(new)
    known.prefetch(ones)
    contents(known, decisions(connection), {"id": article, **row}, new, ones)
    known.flush()
    connection.execute(t.articles.update().where(t.articles.c.id == article).values(model=model))


def owed(connection: Connection) -> bool:
    """Whether articles were replaced and speakers not yet placed anew."""
    asked = select(t.runs.c.id).where(t.runs.c.verb == VERB, t.runs.c.finished.is_(None)).limit(1)
    return connection.execute(asked).scalar() is not None


def placed_again(connection: Connection) -> int:
    """Places every speaker of the store anew, record by record in the order of adding, as adding them did.

    What people decided holds; names that they gave stay with the identities that keep their id. How many speakers
    have another identity than before.
    """
    i = t.identities.c
    before = {row[0]: row[1] for row in connection.execute(_SLUGS)}
    renamed = connection.execute(select(i.slug, i.renamed).where(i.renamed.is_not(None))).all()
    connection.execute(t.speakers.update().values(identity_id=None))
    for table in (t.identity_keys, t.identities, t.names_met):
        connection.execute(delete(table))
    known, told = Stored(connection, records=0), decisions(connection)
    numbers = list(articles(connection, current=False))
    changed = 0
    for begin in range(0, len(numbers), PART):
        changed += _placed(connection, known, told, numbers[begin : begin + PART], before)
    for slug, name in renamed:
        connection.execute(
            t.identities.update().where(i.slug == slug).values(renamed=name, renamed_folded=name.lower())
        )
    done = _now()
    connection.execute(t.runs.update().where(t.runs.c.verb == VERB).values(finished=done))
    refiltered(connection, numbers)  # identities have new numbers
    return changed


def _placed(
    connection: Connection,
    known: Stored,
    told: Sequence[Decision],
    numbers: Sequence[int],
    before: Mapping[int, str],
) -> int:
    """Places the speakers of some articles; how many have another identity than before."""
    ones = {number: speaker_appearances(record(connection, number)) for number in numbers}
    known.prefetch(one for some in ones.values() for one in some)
    values: list[dict[str, object]] = []
    changed = 0
    for number, some in ones.items():
        outcome = link_speakers(some, known, constraints=told)
        known.learn(some, outcome.identities, outcome.assignments)
        found = {placing.speaker: placing for placing in outcome.assignments}
        for id_, key in connection.execute(_IDS, {"article": number}):
            identity = found[key].identity
            values.append({"at": id_, "identity": known.numbers.get(identity or ""), "way": found[key].how})
            changed += before.get(id_) != identity
    known.flush()
    if values:
        connection.execute(_PLACE, values)
    return changed


_SLUGS = select(t.speakers.c.id, t.identities.c.slug).join(t.identities, t.identities.c.id == t.speakers.c.identity_id)
_IDS = select(t.speakers.c.id, t.speakers.c.key).where(t.speakers.c.article_id == bindparam("article"))
_PLACE = (
    t.speakers.update()
    .where(t.speakers.c.id == bindparam("at"))
    .values(identity_id=bindparam("identity"), how=bindparam("way"))
)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

"""The store: one record of many pages, in a SQLite file or a PostgreSQL database."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from types import TracebackType

from sqlalchemy import Connection, func, select

from onrecord.errors import StoreError
from onrecord.records import Act, Record
from onrecord.speakers.linking import read_people
from onrecord.store import tables as t
from onrecord.store.connection.database import Database
from onrecord.store.connection.foreign_objects import foreign_objects
from onrecord.store.corrections.corrected_statements import (
    CorrectedStatement,
    corrected_statement_records,
    corrected_statements_of,
)
from onrecord.store.corrections.corrections import StatementChange, correct, mark_unapplied
from onrecord.store.curation.article_search import ArticleEntry, ArticleFilter, find_articles
from onrecord.store.curation.forget_articles import forget
from onrecord.store.curation.outlet_names import list_outlets, rename_outlet
from onrecord.store.curation.undo import undo_decision
from onrecord.store.fetch_history import FetchHistory
from onrecord.store.identities import identity_changes, timelines
from onrecord.store.identities.decisions import ALL_KINDS, Decision, DecisionKind, load_decisions
from onrecord.store.identities.identity_lookup import suggest_names
from onrecord.store.identities.people_rows import save_people
from onrecord.store.identities.timelines import SpeakerSummary, SpeakerTimeline
from onrecord.store.load_records import article_ids, load_record, newest_version
from onrecord.store.search.store_answers import StoreAnswers
from onrecord.store.stored_articles import StoredArticles
from onrecord.store.write.rows import replace_unstorable
from onrecord.store.write.writer import StoreWriter


class Store(StoreAnswers):
    """An open store, to be used in one thread; several processes may use one store at once.

    Use it as a context manager, or call ``close``.

    Args:
        address: A file path or a ``postgresql://`` address. A SQLite file that does not exist is created.
        create: With False, a SQLite file must exist.

    Attributes:
        database: Transactions on the tables, for other parts of the package.
        articles: Stored articles, for adding and reading again.
        fetches: What servers said of pages and feeds.

    Raises:
        StoreError: in one line, for what cannot be opened, read or written.
    """

    def __init__(self, address: str, *, create: bool = True) -> None:
        self.address = address
        self.database = Database(address, create=create)
        if objects := self.database.read(foreign_objects):
            self.database.close()
            names = ", ".join(f"{kind} {name}" for kind, name, _ in objects[:5])
            raise StoreError(f"{address}: has what onrecord did not make and would run: {names}; see `onrecord check`")
        self.articles = StoredArticles(self.database)
        self.fetches = FetchHistory(self.database)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections to the database."""
        self.database.close()

    def record(self, record_id: str) -> Record:
        """Return the record with this id; of an article that changed, the newest version.

        Raises:
            StoreError: no record has this id.
        """

        def read(connection: Connection) -> Record:
            """Find and load the record."""
            article_id = newest_version(connection, record_id)
            if article_id is None:
                raise StoreError(f"{record_id}: no record of this id is in the store")
            return load_record(connection, article_id)

        return self.database.read(read)

    def records(self, *, current: bool = True) -> Iterator[Record]:
        """Yield every record in the order of adding.

        Args:
            current: Of an article that changed, yield only the newest version.
        """
        for article_id in self.database.read(partial(article_ids, current=current)):
            yield self.database.read(partial(load_record, article_id=article_id))

    def counts(self) -> dict[str, int]:
        """Return the number of pages, articles, statements, speakers and identities; merged ones count as one."""
        tables = (t.pages, t.articles, t.statements, t.speakers, t.identities)
        queries = {table.name: select(func.count()).select_from(table) for table in tables}
        queries["identities"] = queries["identities"].where(t.identities.c.merged_into.is_(None))
        return self.database.read(
            lambda connection: {name: connection.execute(query).scalar_one() for name, query in queries.items()}
        )

    def speakers(
        self, name: str | None = None, limit: int = 50, *, include_hidden: bool = False, all_versions: bool = False
    ) -> list[SpeakerSummary]:
        """Return who is quoted, most often first.

        Args:
            name: Only identities with this name, surname or id.
            limit: The largest number of identities.
            include_hidden: Also count statements that are not shown by default.
            all_versions: Also count those of earlier versions of articles that changed.
        """
        summaries = partial(timelines.speaker_summaries, include_hidden=include_hidden, all_versions=all_versions)
        return self.database.read(partial(summaries, name=name, limit=limit))

    def similar_names(self, name: str) -> list[str]:
        """Return the names of speakers that are spelled most like a name: at most three, the most similar first."""
        return self.database.read(lambda connection: suggest_names(connection, name))

    def timeline(self, name: str, *, include_hidden: bool = False, all_versions: bool = False) -> SpeakerTimeline:
        """Return an identity's statements by month, and who quotes it.

        Args:
            name: A name or id of the identity.
            include_hidden: Also count statements that are not shown by default.
            all_versions: Also count those of earlier versions of articles that changed.

        Raises:
            IdentityError: no identity, or more than one, has the name.
        """
        timeline = partial(timelines.speaker_timeline, include_hidden=include_hidden, all_versions=all_versions)
        return self.database.read(partial(timeline, name=name))

    def rename(self, name: str, new_name: str, *, reason: str = "", author: str = "") -> Decision:
        """Give an identity another name; later articles keep it.

        Args:
            name: A name or id of the identity.
            new_name: Its name from now on.
            reason: Why, for the log.
            author: Who decides, for the log.

        Raises:
            IdentityError: no identity, or more than one, has the name; or the new name is empty.
        """
        change = partial(identity_changes.rename, name=name, new_name=replace_unstorable(new_name))
        return self.database.write(partial(change, author=author, reason=reason))

    def merge(self, name: str, *others: str, reason: str = "", author: str = "") -> Decision:
        """Decide that identities are one, with all their speakers now and later.

        The one in most articles keeps its id and name; the other ids lead to it.

        Args:
            name: A name or id of an identity.
            others: Names or ids of the others.
            reason: Why, for the log.
            author: Who decides, for the log.

        Raises:
            IdentityError: no identity, or more than one, has one of the names; or they are one already.
        """
        change = partial(identity_changes.merge, names=[name, *others])
        return self.database.write(partial(change, author=author, reason=reason))

    def split(self, name: str, *records: str, into: str | None = None, reason: str = "", author: str = "") -> Decision:
        """Decide that the speaker of some records is not this identity, but a new one; the rest keeps its id.

        Args:
            name: A name or id of the identity.
            records: Ids of the records whose speaker is taken out.
            into: A name or id of the identity that they are; without it they are a new one.
            reason: Why, for the log.
            author: Who decides, for the log.

        Raises:
            IdentityError: the identity does not speak in one of the records, or in no other.
        """
        change = partial(identity_changes.split, name=name, records=records, into=into)
        return self.database.write(partial(change, author=author, reason=reason))

    def correct(
        self,
        statement: str | int,
        *,
        speaker: str | None = None,
        act: Act | None = None,
        content: str | None = None,
        not_a_statement: bool = False,
        reason: str = "",
        author: str = "",
    ) -> Decision:
        """Correct a statement; the correction is kept when its article is read again.

        Args:
            statement: The ids of the record and of the statement in it, with a full stop between, or
                ``SearchHit.statement``.
            speaker: Who said it: a name or an identity; an empty text for nobody who is named.
            act: What was done by saying it.
            content: Its words as they stand in the article, with … between pieces.
            not_a_statement: It is no statement, and is taken out.
            reason: Why, for the log.
            author: Who decides, for the log.

        Raises:
            StoreError: there is no such statement, nothing is corrected, or the article does not have the words.
            IdentityError: several identities have the speaker's name.
        """
        change = StatementChange(speaker=speaker, act=act, content=content, not_a_statement=not_a_statement)
        correction = partial(correct, statement_id=str(statement), change=change)
        return self.database.write(partial(correction, author=author, reason=reason))

    def forget(self, place: str, *, reason: str = "", author: str = "") -> Decision:
        """Delete an article in all its versions, with its pages, statements and traces; it is not added again.

        ``undo`` lets it be added again; what was deleted does not come back.

        Args:
            place: The article's address, or the id of its record.
            reason: Why, for the log.
            author: Who decides, for the log.

        Raises:
            StoreError: no article has this address or id.
        """
        decision = self.database.write(partial(forget, place=place, author=author, reason=reason))
        self.database.shred()
        if "_semantic_index" in vars(self):  # it was used
            self._semantic_index.clear()
        return decision

    def add_people(self, path: str | os.PathLike[str]) -> int:
        """Store the people whom a CSV file lists, and return how many; speakers are linked to them now and later.

        Args:
            path: The file: its columns are name, aliases, role, wikidata id and kind; further columns are kept.

        Raises:
            IdentityError: the file cannot be read or is not such a file; the message names the line.
        """
        people = read_people(os.fspath(path))
        return self.database.write(lambda connection: save_people(connection, people))

    def find_articles(
        self,
        place: str | None = None,
        *,
        title: str = "",
        outlet: str | Sequence[str] = (),
        since: date | None = None,
        until: date | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> list[ArticleEntry]:
        """Return articles in their newest version, the newest first.

        Args:
            place: Only the article with this address or record id.
            title: Only those with these words in the headline.
            outlet: Only those of this outlet; one or several.
            since: The first day of publication.
            until: The last day of publication.
            limit: The largest number of articles.
            offset: How many are passed over.
        """
        outlets = (outlet,) if isinstance(outlet, str) else tuple(outlet)
        article_filter = ArticleFilter(place, title, outlets, since, until)
        return self.database.read(partial(find_articles, article_filter=article_filter, limit=limit, offset=offset))

    def outlets(self) -> list[tuple[str, int]]:
        """Return the outlets with the number of their articles, most first."""
        return self.database.read(list_outlets)

    def rename_outlet(self, name: str, new_name: str, *, reason: str = "", author: str = "") -> Decision:
        """Show an outlet's articles under another name, now and later; another outlet's name merges the two.

        Args:
            name: The outlet's name.
            new_name: Its name from now on.
            reason: Why, for the log.
            author: Who decides, for the log.

        Raises:
            StoreError: no article is of this outlet, or the new name is empty or the same.
        """
        change = partial(rename_outlet, name=name, new_name=new_name)
        return self.database.write(partial(change, author=author, reason=reason))

    def corrected_statements(self) -> Iterator[CorrectedStatement]:
        """Yield what people corrected, with what the model had read, as training data."""
        for record_id in self.database.read(corrected_statement_records):
            yield from self.database.read(partial(corrected_statements_of, record_id=record_id))

    def undo(self, decision: int | None = None, *, kinds: Sequence[DecisionKind] = (), author: str = "") -> Decision:
        """Take back a decision: the one with a number, or the last one that holds; return it.

        Args:
            decision: The number of the decision.
            kinds: Without a number, the last decision of one of these kinds is meant; empty: of any kind.
            author: Who takes it back, for the log.

        Raises:
            IdentityError: there is no such decision, or it was undone already.
        """
        change = partial(undo_decision, decision_id=decision, kinds=tuple(kinds) or ALL_KINDS)
        return self.database.write(partial(change, author=author))

    def decisions(self, kinds: Sequence[DecisionKind] = ()) -> list[Decision]:
        """Return what people decided, in the order of deciding; also what was undone.

        Args:
            kinds: Only decisions of these kinds; empty: all.
        """

        def read(connection: Connection) -> list[Decision]:
            """Load them, and say which corrections the newest versions do not have."""
            return mark_unapplied(connection, load_decisions(connection, kinds=tuple(kinds) or ALL_KINDS))

        return self.database.read(read)

    def writer(self, model: str, *, verb: str = "add", version: str = "", keep_pages: bool = True) -> StoreWriter:
        """Return a writer that adds records.

        Args:
            model: The name of the model that reads the pages.
            verb: The command that adds them.
            version: The version of this package.
            keep_pages: Whether the pages' bytes are stored, so that a newer model can read them again.
        """
        return StoreWriter(self.database, model, verb=verb, version=version, keep_pages=keep_pages)

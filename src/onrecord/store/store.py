"""The store: one record of many pages, in a SQLite file or a PostgreSQL database."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property, partial
from types import TracebackType
from typing import Any, Unpack

from sqlalchemy import Connection, func, select

from onrecord.errors import StoreError
from onrecord.records import Act, Record, StatementKind, Tone
from onrecord.speakers.linking import read_people
from onrecord.store import tables as t
from onrecord.store.corrections.corrected_statements import (
    CorrectedStatement,
    corrected_statement_records,
    corrected_statements_of,
)
from onrecord.store.corrections.corrections import Change, correct
from onrecord.store.curation.article_search import ArticleEntry, ArticleFilter, find_articles
from onrecord.store.curation.forget_articles import forget
from onrecord.store.curation.outlet_names import list_outlets, rename_outlet
from onrecord.store.curation.undo import undo_decision
from onrecord.store.database import Database
from onrecord.store.datasette_view import create_view, datasette_metadata
from onrecord.store.fetch_history import FetchHistory
from onrecord.store.identities import identity_changes, timelines
from onrecord.store.identities.decisions import ALL_KINDS, Decision, DecisionKind, load_decisions
from onrecord.store.identities.identity_lookup import suggest_names
from onrecord.store.identities.people_rows import save_people
from onrecord.store.identities.timelines import SpeakerSummary, SpeakerTimeline
from onrecord.store.load_records import article_ids, load_record
from onrecord.store.search.query import Order, SearchFilters, SearchHit, search_query
from onrecord.store.search.selection import count_statements
from onrecord.store.search.semantic_search import SemanticIndex
from onrecord.store.search.statement_search import find_statement_ids, find_statements
from onrecord.store.selected_records import SelectedRecord, selected_records
from onrecord.store.statistics.facets import COUNTED, Facets, count_facets
from onrecord.store.statistics.group_counts import Statistics, statement_counts
from onrecord.store.statistics.random_sample import sample_statements
from onrecord.store.stored_articles import StoredArticles
from onrecord.store.write.rows import replace_unstorable
from onrecord.store.write.writer import StoreWriter


class Store:
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

    def find(
        self,
        words: str = "",
        *,
        similar: str | None = None,
        speaker: str | None = None,
        about: str | None = None,
        outlet: str | Sequence[str] = (),
        kind: StatementKind | Sequence[StatementKind] = (),
        act: Act | Sequence[Act] = (),
        tone: Tone | Sequence[Tone] = (),
        since: date | None = None,
        until: date | None = None,
        include_hidden: bool = False,
        order: Order = "best",
        limit: int = 20,
        offset: int = 0,
    ) -> list[SearchHit]:
        """Return the statements that fit, best first; without words or ``similar`` the newest first.

        Args:
            words: Words that must all stand in the statement, in any form with the same stem; ``"a phrase"``,
                ``sanction*``, ``tax OR tariff``, ``-Iran``.
            similar: A text; statements nearest to it in meaning are found, in whatever words.
            speaker: The speaker's name, surname or identity.
            about: A name that the statement mentions.
            outlet: Names of outlets, one of which published the article. A name that no outlet has stands for those
                that contain it.
            kind: Direct, indirect or mixed; one or several.
            act: What was done by speaking; one or several.
            tone: The tone of the cue; one or several.
            since: The first day of publication.
            until: The last day of publication.
            include_hidden: Also statements that are not shown by default: beliefs, and those that are less probable.
            order: Best, newest or oldest first.
            limit: The largest number of statements.
            offset: How many of the first are left out, for the next page of results.

        Raises:
            QueryError: the words cannot be parsed, a value is of no use, or the parameters contradict each other.
        """
        query = search_query(
            words, similar=similar, speaker=speaker, about=about, outlet=outlet, kind=kind, act=act, tone=tone,
            since=since, until=until, include_hidden=include_hidden, order=order, limit=limit, offset=offset,
        )  # fmt: skip
        if similar is None:
            return self.database.read(partial(find_statements, query=query))
        self.update_vectors()
        return self.database.read(partial(find_statements, query=query, semantic_index=self._semantic_index))

    def count(self, words: str = "", *, up_to: int | None = None, **filters: Unpack[SearchFilters]) -> int:
        """Return how many statements ``find`` would find without a limit.

        Args:
            words: As for ``find``.
            up_to: Count no further than this, which is faster.
            filters: As for ``find``: ``speaker``, ``about``, ``outlet``, ``kind``, ``act``, ``tone``, ``since``,
                ``until``, ``include_hidden``.

        Raises:
            QueryError: the words cannot be parsed, a value is of no use, or the parameters contradict each other.
        """
        query = search_query(words, **filters)
        return self.database.read(lambda connection: count_statements(connection, query, up_to))

    def stats(
        self, by: str | Sequence[str], words: str = "", *, limit: int | None = None, **filters: Unpack[SearchFilters]
    ) -> Statistics:
        """Return statements counted by one dimension or two.

        Args:
            by: ``speaker``, ``outlet``, ``act``, ``tone``, ``kind``, ``month``, ``year``, ``section``, ``language``,
                a column of the people files, or two of them.
            words: Only statements with these words, as for ``find``.
            limit: The most values of the first dimension.
            filters: As for ``find``.

        Raises:
            QueryError: a dimension or a filter is of no use, or the words cannot be parsed.
        """
        query, dimensions = search_query(words, **filters), (by,) if isinstance(by, str) else tuple(by)
        return self.database.read(lambda connection: statement_counts(connection, query, dimensions, limit))

    def facets(
        self, words: str = "", *, limit: int = 10, order: Order = "best", **filters: Unpack[SearchFilters]
    ) -> Facets:
        """Return what the results of ``find`` can be narrowed by, from the first 1,000 of them.

        Args:
            words: As for ``find``.
            limit: The most values of each dimension.
            order: Which are the first; ``newest`` is faster than ``best``.
            filters: As for ``find``.

        Raises:
            QueryError: a filter is of no use, or the words cannot be parsed.
        """
        query = search_query(words, **filters, order=order, limit=COUNTED + 1)

        def read(connection: Connection) -> Facets:
            """Find the statements and count them."""
            return count_facets(connection, find_statement_ids(connection, query), limit)

        return self.database.read(read)

    def selected_records(self, words: str = "", **filters: Unpack[SearchFilters]) -> Iterator[SelectedRecord]:
        """Yield the records with statements that ``find`` would find, each with those statements alone.

        Of an article that changed only the newest version counts. Few records are in memory at a time.

        Args:
            words: As for ``find``.
            filters: As for ``find``.

        Raises:
            QueryError: a filter is of no use, or the words cannot be parsed.
        """
        return selected_records(self.database, search_query(words, **filters))

    def to_arrow(self, words: str = "", **filters: Unpack[SearchFilters]) -> dict[str, Any]:
        """Return the tables articles, statements and speakers as ``pyarrow.Table``, by their names.

        Args:
            words: Only statements with these words, as for ``find``.
            filters: As for ``find``.

        Raises:
            QueryError: a filter is of no use, or the words cannot be parsed.
            SettingsError: pyarrow is not installed.
        """
        from onrecord.parquet.parquet_files import arrow_tables

        selected = self.selected_records(words, **filters)
        return arrow_tables((one.record, one.model, one.identities) for one in selected)

    def sample(
        self, count: int, words: str = "", *, seed: int | None = None, **filters: Unpack[SearchFilters]
    ) -> list[SearchHit]:
        """Return statements drawn at random from those that ``find`` would find.

        Args:
            count: How many; fewer where there are not so many.
            words: As for ``find``.
            seed: The same seed draws the same statements of the same store.
            filters: As for ``find``.

        Raises:
            QueryError: a value is of no use, or the words cannot be parsed.
        """
        query = search_query(words, **filters, limit=count)
        return self.database.read(partial(sample_statements, query=query, seed=seed))

    def datasette_metadata(self) -> dict[str, Any]:
        """Add the view ``said`` to a SQLite store, and return Datasette's metadata for it.

        Raises:
            StoreError: the store is not in a SQLite file, or cannot be written.
        """
        described = datasette_metadata(self.database.engine)
        self.database.write(create_view)
        return described

    def update_vectors(self) -> int:
        """Compute the vectors of statements that have none yet, for search by meaning; return how many.

        ``find`` does this by itself.
        """
        return self._semantic_index.update_vectors(self.database)

    def record(self, record_id: str) -> Record:
        """Return the record with this id; of an article that changed, the newest version.

        Raises:
            StoreError: no record has this id.
        """
        a = t.articles.c
        query = select(a.id).where(a.record == record_id).order_by(a.current.desc(), a.id.desc()).limit(1)

        def read(connection: Connection) -> Record:
            """Find and load the record."""
            article_id = connection.execute(query).scalar()
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
        self, name: str | None = None, limit: int = 50, *, include_hidden: bool = False
    ) -> list[SpeakerSummary]:
        """Return who is quoted, most often first.

        Args:
            name: Only identities with this name, surname or id.
            limit: The largest number of identities.
            include_hidden: Also count statements that are not shown by default.
        """
        return self.database.read(
            lambda connection: timelines.speaker_summaries(connection, name, limit, include_hidden=include_hidden)
        )

    def similar_names(self, name: str) -> list[str]:
        """Return the names of speakers that are spelled most like a name: at most three, the most similar first."""
        return self.database.read(lambda connection: suggest_names(connection, name))

    def timeline(self, name: str, *, include_hidden: bool = False) -> SpeakerTimeline:
        """Return an identity's statements by month, and who quotes it.

        Raises:
            IdentityError: no identity, or more than one, has the name.
        """
        return self.database.read(
            lambda connection: timelines.speaker_timeline(connection, name, include_hidden=include_hidden)
        )

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
        change = Change(speaker=speaker, act=act, content=content, not_a_statement=not_a_statement)
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
        return self.database.read(partial(load_decisions, kinds=tuple(kinds) or ALL_KINDS))

    def writer(self, model: str, *, verb: str = "add", version: str = "", keep_pages: bool = True) -> StoreWriter:
        """Return a writer that adds records.

        Args:
            model: The name of the model that reads the pages.
            verb: The command that adds them.
            version: The version of this package.
            keep_pages: Whether the pages' bytes are stored, so that a newer model can read them again.
        """
        return StoreWriter(self.database, model, verb=verb, version=version, keep_pages=keep_pages)

    @cached_property
    def _semantic_index(self) -> SemanticIndex:
        return SemanticIndex()

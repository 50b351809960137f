"""The questions that a store answers: search, counts, samples and exports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property, partial
from typing import Any, Unpack

from onrecord.records import Act, StatementKind, Tone
from onrecord.store.connection.database import Database
from onrecord.store.datasette_view import create_view, datasette_metadata
from onrecord.store.search.query import Order, SearchFilters, SearchHit, search_query
from onrecord.store.search.selection import count_statements
from onrecord.store.search.semantic_search import SemanticIndex
from onrecord.store.search.statement_search import IndexTerms, find_index_terms, find_statements, find_with_terms
from onrecord.store.selected_records import SelectedRecord, selected_records
from onrecord.store.statistics.facets import COUNTED, Facets, count_facets
from onrecord.store.statistics.group_counts import Statistics, statement_counts
from onrecord.store.statistics.random_sample import sample_statements
from onrecord.store.statistics.statement_columns import update_statement_columns


class StoreAnswers:
    """What can be asked of a store; ``Store`` adds what can be done to it."""

    database: Database

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
        all_versions: bool = False,
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
            all_versions: Also statements of earlier versions of articles that changed.
            order: Best, newest or oldest first.
            limit: The largest number of statements.
            offset: How many of the first are left out, for the next page of results.

        Raises:
            QueryError: the words cannot be parsed, a value is of no use, or the parameters contradict each other.
        """
        query = search_query(
            words, similar=similar, speaker=speaker, about=about, outlet=outlet, kind=kind, act=act, tone=tone,
            since=since, until=until, include_hidden=include_hidden, all_versions=all_versions,
            order=order, limit=limit, offset=offset,
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
                ``until``, ``include_hidden``, ``all_versions``.

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
        update_statement_columns(self.database)
        return self.database.read(lambda connection: statement_counts(connection, query, dimensions, limit))

    def facets(self, words: str = "", *, limit: int = 10, **filters: Unpack[SearchFilters]) -> Facets:
        """Return what the results of ``find`` can be narrowed by, from the first 1,000 of them.

        Args:
            words: As for ``find``.
            limit: The most values of each dimension.
            filters: As for ``find``.

        Raises:
            QueryError: a filter is of no use, or the words cannot be parsed.
        """
        query = search_query(words, **filters, limit=COUNTED + 1)
        return self.facets_of(self.database.read(partial(find_index_terms, query=query)), limit=limit)

    def find_with_terms(
        self,
        words: str,
        *,
        order: Order = "best",
        limit: int = 20,
        offset: int = 0,
        **filters: Unpack[SearchFilters],
    ) -> tuple[list[SearchHit], IndexTerms | None]:
        """Return what ``find`` does, and what ``facets_of`` needs to count the same search; None to search again.

        Args:
            words: As for ``find``.
            order: As for ``find``.
            limit: The largest number of statements.
            offset: How many of the first are left out.
            filters: As for ``find``.

        Raises:
            QueryError: a filter is of no use, or the words cannot be parsed.
        """
        query = search_query(words, **filters, order=order, limit=limit, offset=offset)
        return self.database.read(partial(find_with_terms, query=query))

    def facets_of(self, terms: IndexTerms, *, limit: int = 10) -> Facets:
        """Return what statements can be narrowed by, from the terms that ``find_with_terms`` gives.

        Args:
            terms: Row numbers of the statements with their index terms.
            limit: The most values of each dimension.
        """
        return self.database.read(lambda connection: count_facets(connection, terms, limit))

    def selected_records(self, words: str = "", **filters: Unpack[SearchFilters]) -> Iterator[SelectedRecord]:
        """Yield the records with statements that ``find`` would find, each with those statements alone.

        Few records are in memory at a time.

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
        return arrow_tables((entry.record, entry.model, entry.identities) for entry in selected)

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
        return sum(self.write_vectors())

    def write_vectors(self) -> Iterator[int]:
        """Compute the vectors of statements that have none yet, a thousand at a time; yield how many each time."""
        return self._semantic_index.write_vectors(self.database)

    def missing_vectors(self) -> int:
        """Return how many statements have no vector yet: those that a search by meaning would compute first."""
        return self._semantic_index.missing_vectors(self.database)

    @cached_property
    def _semantic_index(self) -> SemanticIndex:
        return SemanticIndex()

"""From page to record: the four stages composed, in batches."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice

from onrecord.articles.extract import extract
from onrecord.errors import ArticleError
from onrecord.inference import Model
from onrecord.records import Article, Page, Record, Skipped
from onrecord.settings import Settings
from onrecord.speakers import resolve_speakers
from onrecord.statements import extract_statements


class Reader:
    """Reads pages with one model. Make one and keep it: the model loads once."""

    def __init__(self, model: Model, settings: Settings) -> None:
        self.model = model
        self.settings = settings

    def read(self, page: Page) -> Record:
        """The page's record. Raises ArticleError when it holds no article that can be read."""
        (record,) = self._records([(page, extract(page, self.settings))])
        return record

    def read_many(self, pages: Iterable[Page | Skipped]) -> Iterator[Record | Skipped]:
        """One outcome for each page, in order; what came in skipped passes through, a page refused becomes Skipped.

        At most ``settings.batch`` pages are held at a time.
        """
        waiting = iter(pages)
        while batch := list(islice(waiting, max(1, self.settings.batch))):
            yield from self._read_batch(batch)

    def _read_batch(self, batch: list[Page | Skipped]) -> Iterator[Record | Skipped]:
        outcomes = [self._article(page) for page in batch]
        records = iter(self._records([outcome for outcome in outcomes if not isinstance(outcome, Skipped)]))
        for outcome in outcomes:
            yield outcome if isinstance(outcome, Skipped) else next(records)

    def _article(self, page: Page | Skipped) -> tuple[Page, Article] | Skipped:
        if isinstance(page, Skipped):
            return page
        try:
            return page, extract(page, self.settings)
        except ArticleError as error:
            return Skipped.from_error(error, page.origin.location)

    def _records(self, pairs: list[tuple[Page, Article]]) -> list[Record]:
        found = extract_statements([article for _, article in pairs], self.model) if pairs else []
        records = []
        for (page, article), (statements, encoding) in zip(pairs, found, strict=True):
            statements, speakers = resolve_speakers(article, statements, encoding, self.model)
            records.append(Record(page.id or identify(article), article, statements, speakers))
        return records


def identify(article: Article) -> str:
    """An id from the article's address and text, so that the same input gives the same record."""
    address = article.url or article.page.location
    return hashlib.sha256(f"{address}\n{article.text}".encode("utf-8", "surrogatepass")).hexdigest()[:16]

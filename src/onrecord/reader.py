"""From page to record: the four stages composed, in batches."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice

from onrecord.articles.extract import extract_article
from onrecord.errors import ArticleError
from onrecord.inference import Model
from onrecord.records import Article, Page, Record, Skipped
from onrecord.settings import Settings
from onrecord.speakers import resolve_speakers
from onrecord.statements import extract_statements


class Reader:
    """Reads pages with one model. Keep the reader: loading the model takes a while."""

    def __init__(self, model: Model, settings: Settings) -> None:
        self.model = model
        self.settings = settings

    def read(self, page: Page) -> Record:
        """Return the page's record.

        Raises:
            ArticleError: The page has no article that can be read.
        """
        (record,) = self._records([(page, extract_article(page, self.settings))])
        return record

    def read_many(self, pages: Iterable[Page | Skipped]) -> Iterator[Record | Skipped]:
        """Yield one outcome for each page, in order: its record, or Skipped if it has no article that can be read.

        Pages that were skipped already are passed on. At most ``settings.batch`` pages are held at a time.
        """
        upcoming = iter(pages)
        while batch := list(islice(upcoming, max(1, self.settings.batch))):
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
            return page, extract_article(page, self.settings)
        except ArticleError as error:
            return Skipped.from_error(error, page.origin.location)

    def _records(self, pairs: list[tuple[Page, Article]]) -> list[Record]:
        extracted = extract_statements([article for _, article in pairs], self.model) if pairs else []
        records = []
        for (page, article), (statements, encoding) in zip(pairs, extracted, strict=True):
            statements, speakers = resolve_speakers(article, statements, encoding, self.model)
            records.append(Record(page.id or record_id(article), article, statements, speakers))
        return records


def record_id(article: Article) -> str:
    """Return an id derived from the article's address and text, so that the same input gives the same record."""
    address = article.url or article.page.location
    return hashlib.sha256(f"{address}\n{article.text}".encode("utf-8", "surrogatepass")).hexdigest()[:16]

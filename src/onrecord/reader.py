"""From page to record: the four stages composed, in batches."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from onrecord.articles.extract import ExtractedArticle, extract_with_markup
from onrecord.errors import ArticleError, OnrecordError
from onrecord.inference import Model
from onrecord.records import Article, Page, Record, Skipped
from onrecord.settings import Settings
from onrecord.speakers import resolve_speakers
from onrecord.statements import extract_statements
from onrecord.workers.page_limits import TooSlow, page_limits, too_large, too_slow


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
        (record,) = self._records([(page, extract_with_markup(page, self.settings))])
        return record

    def read_many(self, pages: Iterable[Page | Skipped]) -> Iterator[Record | Skipped]:
        """Yield one outcome for each page, in order: its record, or Skipped if it has no article that can be read.

        Pages that were skipped already are passed on. At most ``settings.batch`` pages are held at a time. A fault in
        this program costs only the page that it met: it is Skipped, and its traceback is logged at level DEBUG. In a
        process that enforces limits, so does a page that takes too long or too much memory.
        """
        upcoming = iter(pages)
        while batch := list(islice(upcoming, max(1, self.settings.batch))):
            yield from self._read_batch(batch)

    def _read_batch(self, batch: list[Page | Skipped]) -> Iterator[Record | Skipped]:
        outcomes = [self._article(page) for page in batch]
        records = iter(self._contained([outcome for outcome in outcomes if not isinstance(outcome, Skipped)]))
        for outcome in outcomes:
            yield outcome if isinstance(outcome, Skipped) else next(records)

    def _article(self, page: Page | Skipped) -> tuple[Page, ExtractedArticle] | Skipped:
        if isinstance(page, Skipped):
            return page
        try:
            with page_limits(self.settings):
                return page, extract_with_markup(page, self.settings)
        except ArticleError as error:
            return Skipped.from_error(error, page.origin.location)
        except OnrecordError:
            raise
        except (Exception, TooSlow) as error:
            return self._failure(page, error)

    def _contained(self, pairs: list[tuple[Page, ExtractedArticle]]) -> Sequence[Record | Skipped]:
        """Return the outcome of each article; after a fault each is read by itself, so that it costs only its own."""
        try:
            with page_limits(self.settings, len(pairs)):
                return self._records(pairs)
        except OnrecordError:
            raise
        except (Exception, TooSlow) as error:
            if len(pairs) == 1:
                return [self._failure(pairs[0][0], error)]
            return [outcome for pair in pairs for outcome in self._contained([pair])]

    def _records(self, pairs: list[tuple[Page, ExtractedArticle]]) -> list[Record]:
        if not pairs:
            return []
        articles, blocks = zip(*(extracted for _, extracted in pairs), strict=True)
        statements_of_articles = extract_statements(articles, self.model, blocks)
        records = []
        for (page, (article, _)), (statements, encoding) in zip(pairs, statements_of_articles, strict=True):
            statements, speakers = resolve_speakers(article, statements, encoding, self.model)
            records.append(Record(page.id or record_id(article), article, statements, speakers))
        return records

    def _failure(self, page: Page, error: Exception | TooSlow) -> Skipped:
        """Return the outcome of a page that took too long, took too much memory or met a fault of this program."""
        location = page.origin.location
        if isinstance(error, TooSlow):
            return too_slow(location, self.settings)
        if isinstance(error, MemoryError):
            return too_large(location, self.settings)
        return Skipped.from_fault(error, location)


def record_id(article: Article) -> str:
    """Return an id derived from the article's address and text, so that the same input gives the same record."""
    address = article.url or article.page.location
    return hashlib.sha256(f"{address}\n{article.text}".encode("utf-8", "surrogatepass")).hexdigest()[:16]

"""Stored articles read again: from the pages that the store kept, with another model than before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from onrecord.errors import PageError
from onrecord.ingest.outcomes import Outcomes
from onrecord.ingest.worker_pool import WorkerPool
from onrecord.pages.feeds.feed_model import with_stated
from onrecord.pages.sources import restore_page
from onrecord.progress import Progress
from onrecord.records import Page, Record, Skipped, SkipReason, Speaker, Statement
from onrecord.settings import Settings
from onrecord.store import Store, StoredPage, WriteOutcome

OnChange = Callable[["Change"], object]


@dataclass(frozen=True, slots=True)
class Change:
    """What reading an article again changed.

    Attributes:
        record: the record's id.
        lost: the words of statements that are no longer found.
        gained: the words of statements that were not found before.
        speakers: the words of statements that have another speaker now, with the speaker's name before and after.
    """

    record: str
    lost: tuple[str, ...]
    gained: tuple[str, ...]
    speakers: tuple[tuple[str, str | None, str | None], ...]


def reread_articles(
    store: Store,
    settings: Settings,
    *,
    model: str,
    all_articles: bool = False,
    progress: Progress | None = None,
    on_change: OnChange | None = None,
) -> Outcomes:
    """Read articles again from the pages that the store kept, and link all speakers to identities again.

    Killed and started again, it continues.

    Args:
        store: an open store.
        settings: the number of workers and the size of a batch.
        model: the name of the model.
        all_articles: also read the articles that this model has read already, and link speakers whatever changed.
        progress: called with the number of articles done and the total after each batch.
        on_change: called with what changed in an article.

    Raises:
        StoreError: the store can no longer be written; the committed articles are in it.
    """
    outcomes = Outcomes()
    pool = WorkerPool(settings)
    article_ids = store.articles.ids_not_read_by("" if all_articles else model)
    size = max(1, settings.batch)
    try:
        for start in range(0, len(article_ids), size):
            batch = [_load(store, article_id) for article_id in article_ids[start : start + size]]
            _reread_batch(store, pool, batch, model, outcomes, on_change)
            if progress is not None:
                progress(outcomes.pages, len(article_ids))
        if all_articles or store.articles.need_relinking():
            store.articles.relink_speakers()
    finally:
        pool.close()
    return outcomes


@dataclass(frozen=True, slots=True)
class _StoredArticle:
    """An article of the store: its row number, its record, and its page or why that is not there."""

    article_id: int
    record: Record
    page: Page | Skipped


def _load(store: Store, article_id: int) -> _StoredArticle:
    record, stored_page = store.articles.load(article_id)
    page = _restore(stored_page)
    if isinstance(page, Page) and page.origin.kind == "web":  # a feed may have stated them: the page counts first
        page = with_stated(page, record.article.title, record.article.published)
    return _StoredArticle(article_id, record, page)


def _restore(stored_page: StoredPage) -> Page | Skipped:
    origin = stored_page.origin
    if stored_page.raw is None:
        return Skipped(origin.location, SkipReason.PAGE_NOT_KEPT, "its page was not kept")
    try:
        return restore_page(origin, stored_page.media, stored_page.raw, stored_page.charset, stored_page.url)
    except PageError as error:
        return Skipped.from_error(error, origin.location)


def _reread_batch(
    store: Store,
    pool: WorkerPool,
    batch: Sequence[_StoredArticle],
    model: str,
    outcomes: Outcomes,
    on_change: OnChange | None,
) -> None:
    """Read one batch again and put it in place of what was there."""
    pages = [article.page for article in batch if isinstance(article.page, Page)]
    results = (result for future in pool.submit(pages) for result in future.result())
    replacements: list[tuple[int, Record | None]] = []
    for article in batch:
        result = next(results) if isinstance(article.page, Page) else article.page
        if isinstance(result, Skipped):
            outcomes.count(WriteOutcome.FAILED if result.failed else WriteOutcome.SKIPPED, result.detail)
            continue
        before, result = article.record, replace(result, id=article.record.id)
        corrected = store.articles.corrected(article.article_id, result)
        replacements.append((article.article_id, None if _contents(corrected) == _contents(before) else result))
        change = _find_change(before, corrected)
        outcomes.count(WriteOutcome.CHANGED if change else WriteOutcome.UNCHANGED)
        if change and on_change is not None:
            on_change(change)
    store.articles.replace(replacements, model)


def _contents(record: Record) -> tuple[list[Statement], tuple[Speaker, ...]]:
    return sorted(record.statements, key=lambda statement: statement.id), record.speakers


def _find_change(before: Record, after: Record) -> Change | None:
    """Return what differs between two readings of one article; None if nothing that people see does."""
    old_statements, new_statements = _words_and_speakers(before), _words_and_speakers(after)
    lost = tuple(words for spans, (words, _) in old_statements.items() if spans not in new_statements)
    gained = tuple(words for spans, (words, _) in new_statements.items() if spans not in old_statements)
    speakers = tuple(
        (words, old_speaker, new_statements[spans][1])
        for spans, (words, old_speaker) in old_statements.items()
        if spans in new_statements and old_speaker != new_statements[spans][1]
    )
    return Change(before.id, lost, gained, speakers) if lost or gained or speakers else None


def _words_and_speakers(record: Record) -> dict[tuple[tuple[int, int], ...], tuple[str, str | None]]:
    """Return the words and the speaker's name of each statement, by the offsets of its content."""
    names = {speaker.id: speaker.name for speaker in record.speakers}
    return {
        tuple((span.start, span.end) for span in statement.content): (
            " … ".join(span.text for span in statement.content),
            names.get(statement.speaker or ""),
        )
        for statement in record.statements
    }

"""Pages composed into records: ids, order, batches, and what is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest

from onrecord import (
    Article,
    ArticleError,
    Page,
    PageOrigin,
    Record,
    Settings,
    Skipped,
    SkipReason,
    Span,
    Statement,
    to_json,
)
from onrecord.inference import Model
from onrecord.reader import Reader, record_id

pytestmark = pytest.mark.usefixtures("shipped_model")

SAID = "“The bridge will shut on Friday,” Mara Quill told reporters after the meeting on the quay."


def page(text: str, name: str = "a.txt", page_id: str | None = None) -> Page:
    return Page(PageOrigin("file", name, None, hashlib.sha256(text.encode()).hexdigest()), "exact", text, page_id)


def reader(**changes: int) -> Reader:
    settings = Settings(**changes)
    return Reader(Model.load(settings), settings)


def test_a_page_becomes_a_record() -> None:
    record = reader().read(page(SAID))
    assert record.article.text == SAID
    (statement,) = record.statements
    assert (statement.kind, [span.text for span in statement.cue]) == ("direct", ["told"])
    assert [speaker.name for speaker in record.speakers] == ["Mara Quill", "reporters"]
    assert [statement.speaker, statement.addressee_speaker] == [speaker.id for speaker in record.speakers]


def test_a_page_without_an_article_is_refused() -> None:
    with pytest.raises(ArticleError):
        reader().read(page("  \n "))


def test_the_page_s_own_id_is_kept() -> None:
    assert reader().read(page(SAID, page_id="wire-1")).id == "wire-1"


def test_an_id_hangs_on_address_and_text_alone() -> None:
    one, again, other = (reader().read(page(*given)).id for given in [(SAID,), (SAID,), (SAID, "b.txt")])
    assert one == again != other
    assert len(one) == 16
    assert one == record_id(reader().read(page(SAID)).article)


def test_order_is_kept_over_batches_and_refusals() -> None:
    given: list[Page | Skipped] = [page(f"{SAID} No. {n}.", f"{n}.txt") for n in range(5)]
    given[1] = page(" ", "empty.txt")
    given.insert(3, Skipped("gone.txt", SkipReason.SOURCE, "no such file or folder"))
    outcomes = list(reader(batch=2).read_many(given))
    where = [one.article.page.location if isinstance(one, Record) else one.location for one in outcomes]
    assert where == ["0.txt", "empty.txt", "2.txt", "gone.txt", "3.txt", "4.txt"]
    assert [type(one) for one in outcomes] == [Record, Skipped, Record, Skipped, Record, Record]
    refused = outcomes[1]
    assert isinstance(refused, Skipped)
    assert refused.failed
    assert isinstance(refused.error, ArticleError)
    assert "\n" not in refused.detail


def test_a_batch_gives_the_bytes_that_one_by_one_gives() -> None:
    texts = [SAID, f"It rained. {SAID} " * 20, "Nobody said a word about the bridge on Friday in the town hall."]
    together = [to_json(one) for one in reader().read_many(map(page, texts)) if isinstance(one, Record)]
    assert together == [to_json(reader().read(page(text))) for text in texts]


def test_no_more_than_a_batch_is_taken_at_a_time() -> None:
    taken = []

    def pages() -> Iterator[Page]:
        for n in range(10):
            taken.append(n)
            yield page(SAID, f"{n}.txt")

    outcomes = reader(batch=3).read_many(pages())
    next(outcomes)
    assert len(taken) == 3
    assert len(list(outcomes)) == 9


@pytest.mark.parametrize("batch", [0, 1])
def test_the_smallest_batch_is_one(batch: int) -> None:
    assert len(list(reader(batch=batch).read_many([page(SAID), page(SAID)]))) == 2


def test_spans_are_where_they_say_in_odd_text() -> None:
    odd = f"\u202bNews\u200f\u200e — \U0001f600 {SAID}\u00a0e\u0301 said.\r\n\t“Open, said Ann. ‘What’? «No» " * 3
    record = reader().read(page(odd))
    spans: list[Span] = [span for one in record.statements for span in parts(one)]
    assert spans
    assert all(odd[span.start : span.end] == span.text for span in spans)


def parts(one: Statement) -> list[Span]:
    return [*one.content, *one.cue, *one.source, *one.occasion, *one.hedges] + (
        [one.addressee] if one.addressee else []
    )


def test_a_page_that_meets_a_fault_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    import onrecord.reader

    def resolve(article: Article, *arguments: object) -> object:
        if article.page.location in {"b.txt", "d.txt"}:
            raise TypeError("nobody foresaw this")
        return resolve_speakers(article, *arguments)

    def extract(page: Page, settings: Settings) -> Article:
        if page.origin.location == "e.txt":
            raise RecursionError
        return extract_with_markup(page, settings)

    resolve_speakers, extract_with_markup = onrecord.reader.resolve_speakers, onrecord.reader.extract_with_markup
    monkeypatch.setattr(onrecord.reader, "resolve_speakers", resolve)
    monkeypatch.setattr(onrecord.reader, "extract_with_markup", extract)
    outcomes = list(reader(batch=8).read_many(page(SAID, f"{name}.txt") for name in "abcdef"))
    skipped = [outcome for outcome in outcomes if isinstance(outcome, Skipped)]
    assert [outcome.location for outcome in skipped] == ["b.txt", "d.txt", "e.txt"]
    assert all(outcome.failed and outcome.reason is SkipReason.FAULT for outcome in skipped)
    records = [outcome for outcome in outcomes if isinstance(outcome, Record)]
    assert [record.article.page.location for record in records] == ["a.txt", "c.txt", "f.txt"]

"""What the verdict template shows of a checked quotation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from onrecord.exports.views.verdict_table import (
    Checked,
    WordCell,
    article_heading,
    attribution,
    provenance,
    word_cells,
    wrong_speaker,
)
from onrecord.records import Article, CheckedQuotation, Verdict


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage of a transcript, and where it is from."""

    text: str
    provenance: list[str]
    before: str | None
    after: str | None
    link: str | None


@dataclass(frozen=True, slots=True)
class VerdictView:
    """One checked quotation as the template shows it. ``starts_list``: it is the first below an article heading."""

    verdict: Verdict
    number: int
    starts_list: bool
    heading: list[str]
    attribution: str
    wrong_speaker: str | None
    cells: list[WordCell]
    passages: list[PassageView]


def verdict_views(outcomes: Iterable[Checked]) -> Iterator[VerdictView]:
    """Prepare checked quotations for the template, in order. What was not checked is left out."""
    article: Article | None = None
    checked_quotations = (outcome for outcome in outcomes if isinstance(outcome, CheckedQuotation))
    for number, checked in enumerate(checked_quotations, 1):
        starts_list = number == 1 or checked.article is not article
        article = checked.article
        yield verdict_view(checked, number, starts_list=starts_list)


def verdict_view(checked: CheckedQuotation, number: int = 1, *, starts_list: bool = True) -> VerdictView:
    """Prepare one checked quotation for the template."""
    verdict = checked.verdict
    return VerdictView(
        verdict,
        number,
        starts_list,
        article_heading(checked.article) if starts_list and checked.article else [],
        attribution(checked),
        wrong_speaker(verdict),
        list(word_cells(verdict)),
        [
            PassageView(passage.text, provenance(checked, passage), passage.before, passage.after, passage.link)
            for passage in verdict.passages
        ],
    )

"""HTML pages and notebook views, from the templates in ``templates/``: no script, no font, no network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Any, TypeAlias

from jinja2 import Environment

from onrecord.exports.chart_data import ChartData
from onrecord.exports.charts import draw_chart
from onrecord.exports.display_text import UNNAMED, cue_and_circumstances, join_spans, labels
from onrecord.exports.template_environment import make_environment
from onrecord.exports.views.comparison_view import utterance_view
from onrecord.exports.views.hit_view import hit_details, hit_speaker, hit_view, marked_pieces
from onrecord.exports.views.record_view import TextPiece, record_view
from onrecord.exports.views.verdict_table import VerdictCounts
from onrecord.exports.views.verdict_view import verdict_view, verdict_views
from onrecord.records import CheckedQuotation, Record, Statement, Utterance

COMPARISON_TITLE = "The same words in several outlets"


Shown: TypeAlias = Record | Utterance | CheckedQuotation


def to_html(*items: Shown) -> str:
    """Return records, utterances or checked quotations, all of one type, as one self-contained HTML page."""
    return "".join(html_page(items, type(items[0]) if items else Record))


def html_page(items: Iterable[Shown], item_type: type[Shown], counts: VerdictCounts | None = None) -> Iterator[str]:
    """Yield the HTML page of the items piece by piece, taking each item when its turn comes.

    ``counts`` are those of checked quotations, if the caller counts them while the items are taken.
    """
    if issubclass(item_type, Utterance):
        views: Iterable[Any] = map(utterance_view, items)  # type: ignore[arg-type]
        yield from _render("comparison.html", views=views, title=COMPARISON_TITLE)
    elif issubclass(item_type, CheckedQuotation):
        checked_quotations: Iterable[Any] = items
        if counts is None:
            counts = VerdictCounts()
            checked_quotations = counts.counting(checked_quotations)
        yield from _render("verdicts.html", views=verdict_views(checked_quotations), counts=counts)
    else:
        yield from _record_page(items)  # type: ignore[arg-type]


def record_fragment(record: Record) -> str:
    """Return one record for a notebook."""
    return "".join(_render("record_notebook.html", view=record_view(record)))


def checked_fragment(checked: CheckedQuotation) -> str:
    """Return one checked quotation for a notebook."""
    return "".join(_render("verdict_notebook.html", view=verdict_view(checked)))


def statement_fragment(statement: Statement) -> str:
    """Return one statement for a notebook: its content, source, cue, circumstances and labels."""
    return _statement_notebook(
        join_spans(statement.source) or UNNAMED,
        cue_and_circumstances(statement),
        [TextPiece(statement.text)],
        labels(statement),
    )


def hit_fragment(hit: Any) -> str:
    """Return one ``store.SearchHit`` for a notebook: speaker, content with the words searched for, and its article."""
    details = [detail for detail in hit_details(hit, iso=False) if detail != hit.kind]
    pieces = marked_pieces(hit.text, hit.marks)
    return _statement_notebook(hit_speaker(hit), details, pieces, [hit.kind], hit.title or hit.record, hit.url)


def hits_page(hits: Iterable[Any], title: str, summary: str = "", first: int = 1) -> Iterator[str]:
    """Yield the HTML page of search hits piece by piece.

    Args:
        hits: Each a ``store.SearchHit``.
        title: The page's title.
        summary: A line below it.
        first: The number of the first hit.
    """
    views = (hit_view(hit, number) for number, hit in enumerate(hits, first))
    yield from _render("hits.html", views=views, title=title, summary=summary)


def chart_svg(data: ChartData) -> str:
    """Return counts as an SVG drawing that stands for itself."""
    return "".join(_render("chart.svg", drawing=draw_chart(data, has_title=True), background=True))


def chart_page(data: ChartData, note: str = "") -> Iterator[str]:
    """Yield the HTML page of counts: the drawing, and its table.

    Args:
        data: What to draw.
        note: A line below the title.
    """
    yield from _render("chart.html", data=data, drawing=draw_chart(data), background=False, note=note)


def _statement_notebook(
    speaker: str,
    details: list[str],
    content: list[TextPiece],
    label_words: list[str],
    title: str | None = None,
    url: str | None = None,
) -> str:
    values = {"speaker": speaker, "details": details, "content": content, "labels": label_words}
    return "".join(_render("statement_notebook.html", **values, title=title, url=url))


def _record_page(records: Iterable[Record]) -> Iterator[str]:
    """Yield the page of records; its title is that of the first article."""
    iterator = iter(records)
    first_record = next(iterator, None)
    title = first_record.article.title if first_record else None
    records = chain([first_record], iterator) if first_record else ()
    views = (record_view(record, f"r{number}") for number, record in enumerate(records, 1))
    yield from _render("record.html", views=views, title=title)


def _render(template: str, **values: Any) -> Iterator[str]:
    return _environment().get_template(template).generate(**values)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return make_environment("onrecord.exports")

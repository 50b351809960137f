"""Verdicts as a page: each quotation above the words that were spoken, what differs marked by colour and sign."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources

from onrecord.exports import record_page as html
from onrecord.exports.verdict_table import Cell, Counts, cells, claimed, counted, heading, provenance, wrong_speaker
from onrecord.records import CheckedQuotation, Verdict

_TITLE = "Quotations against transcripts"
_LEGEND = (
    '<p class="legend"><span class="pair dropped"><del>left out</del></span> '
    '<span class="pair added"><ins>added</ins></span> <span class="pair changed">changed</span> '
    '<span class="pair moved">in another place</span> <span class="pair joined">put together</span> '
    '<span class="pair spelling">written otherwise</span> <span class="pair grave">turns the sense</span></p>\n'
)
_NOTE = (
    '<p class="note">The upper line is what was printed, the lower what the transcript has. This says whether words '
    "were spoken so, and never whether they are true.</p>\n"
)


def page(some: Iterable[CheckedQuotation]) -> str:
    """One page for all. Nothing in it is fetched or run."""
    checked = list(some)
    shown, above = [head()], None
    for number, one in enumerate(checked, 1):
        shown += [title(one, number == 1) if number == 1 or one.article is not above else "", card(one, number)]
        above = one.article
    return "".join([*shown, foot(counted(checked))])


def head() -> str:
    """The page up to its first quotation."""
    style = resources.files("onrecord.exports").joinpath("verdict_page.css").read_text("utf-8")
    before, _, after = html.head(_TITLE).partition("</style>")
    return (
        f"{before}{style}</style>{after}"
        f'<main class="onrecord verdicts">\n<header>\n<h1>{_TITLE}</h1>\n{_NOTE}</header>\n{_LEGEND}'
    )


def title(checked: CheckedQuotation, first: bool) -> str:
    """The heading above the quotations of one article; ``first`` on the page, or behind those of another."""
    ended = "" if first else "</ol>\n"
    if checked.article is None:
        return f"{ended}<ol>\n"
    return f"{ended}<h2>{html.text(' · '.join(heading(checked.article)))}</h2>\n<ol>\n"


def card(checked: CheckedQuotation, number: int) -> str:
    """One quotation with its verdict and, where it was found, the passages beside it."""
    verdict = checked.verdict
    shown = "".join(map(_pair, cells(verdict))) if verdict.passages else _plain(verdict.quotation.text)
    return (
        f'<li id="q{number}" class="verdict {_name(verdict)}">\n<p class="top"><a class="number" href="#q{number}">'
        f'{number}</a> <b class="word">{html.text(verdict.verdict)}</b>{_warnings(verdict)} '
        f'<span class="who">{html.text(claimed(checked))}</span></p>\n'
        f'<p class="reason">{html.text(verdict.explanation)}</p>\n<p class="aligned">{shown}</p>\n'
        f"{_sources(checked)}</li>\n"
    )


def checked_fragment(checked: CheckedQuotation) -> str:
    """One quotation with its verdict, for a notebook."""
    style = resources.files("onrecord.exports").joinpath("verdict_page.css").read_text("utf-8")
    return f'<div class="onrecord verdicts">\n<style>\n{style}</style>\n<ol>\n{card(checked, 1)}</ol>\n</div>\n'


def foot(counts: Counts) -> str:
    """The page from its last quotation on."""
    ended = "</ol>\n" if counts.verdicts else ""
    return f'{ended}<p class="counts">{html.text(counts.told())}</p>\n</main>\n' + html.FOOT


def _name(verdict: Verdict) -> str:
    return verdict.verdict.replace(" ", "-")


def _warnings(verdict: Verdict) -> str:
    wrong = wrong_speaker(verdict)
    shown = ' <b class="warning">grave</b>' if verdict.meaning_changed else ""
    return shown + (f' <b class="warning">{html.text(wrong)}</b>' if wrong else "")


def _plain(words: str) -> str:
    return f'<span class="pair same">{html.text(words)}</span>'


def _pair(cell: Cell) -> str:
    """A cell: the printed words above the spoken; words that are the same stand once, between the two lines."""
    if cell.mark == "same":
        return f"{_plain(cell.printed)} "
    classes = f"pair {cell.mark}{' grave' if cell.meaning_changed else ''}{' small' if cell.minor else ''}"
    printed = f"<ins>{html.text(cell.printed)}</ins>" if cell.printed else '<ins class="nothing"></ins>'
    spoken = f"<del>{html.text(cell.spoken)}</del>" if cell.spoken else '<del class="nothing"></del>'
    return f'<span class="{classes}">{printed}{spoken}</span> '


def _sources(checked: CheckedQuotation) -> str:
    """Where the words are from, and the passages as they stand there."""
    rows = [
        f'<div class="place">{html.text(" · ".join(provenance(checked, passage)))}<details><summary>as spoken</summary>'
        f"<blockquote>{html.text(passage.text)}</blockquote></details></div>\n"
        for passage in checked.verdict.passages
    ]
    return "".join(rows)

"""Utterances as a page: of each the outlets down, and the words that each printed, left out, added and changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import resources

from onrecord.edit_reasons import REASON_WORDS
from onrecord.exports.diff_segments import Stretch, stretches
from onrecord.exports.display_text import when
from onrecord.exports.record_page import FOOT, head, link, text
from onrecord.records import Edit, ReportedVersion, Utterance

TITLE = "The same words in several outlets"
_LEGEND = (
    '<p class="legend"><span>Held against the fullest wording:</span> <span><del>left out</del></span> '
    '<span><ins>added</ins></span> <span class="more">quoted beyond it</span> '
    '<span class="cut">… not quoted at an end</span> <span class="cut marked">[…] left out with an ellipsis</span> '
    '<span><del class="grave">not</del> <span class="why">turns the sense</span></span></p>'
)
_PARTS = {"fragment": "a few words, perhaps of this", "indirect": "told without quotation marks"}


def page(utterances: Iterable[Utterance]) -> str:
    """One page for all. Nothing in it is fetched or run."""
    some = list(utterances)
    style = resources.files("onrecord.exports").joinpath("comparison_page.css").read_text("utf-8")
    body = "\n".join(map(_section, some)) or '<p class="none">Nothing was found.</p>'
    return (
        head(TITLE, style)
        + f'<main class="onrecord compare">\n<header>\n<h1>{TITLE}</h1>\n{_LEGEND}\n</header>\n{body}\n</main>\n'
        + FOOT
    )


def summary(one: Utterance) -> list[str]:
    """Who said it, how many report it, since when, and whether some version turns the sense."""
    count = f"{one.outlets} outlet{'' if one.outlets == 1 else 's'}"
    if one.origins < one.outlets:
        count += f", {one.origins} text{'' if one.origins == 1 else 's'}"
    graves = sum(version.meaning_changed for version in one.versions)
    known = [one.speaker, count, f"first on {when(one.first_published)}" if one.first_published else None]
    turned = [f"{graves} version{' turns' if graves == 1 else 's turn'} the sense"] if graves else []
    return [part for part in known if part] + turned


def about(one: ReportedVersion, named: str | None) -> list[str]:
    """The cue with its tone, and the speaker where it is another."""
    tone = f" ({one.tone})" if one.cue and one.tone != "neutral" else ""
    other = f"said by {one.identity or one.speaker}" if one.speaker_agrees is False else None
    nobody = "names nobody" if named and not (one.identity or one.speaker) else None
    return [part for part in (one.cue + tone, other, nobody, _PARTS.get(one.part)) if part]


def copies(one: ReportedVersion, versions: Sequence[ReportedVersion]) -> str | None:
    """The outlet whose text this is, where it is not the first that has it."""
    first = next(other for other in versions if other.origin == one.origin)
    return first.outlet if first.record != one.record else None


def _section(one: Utterance) -> str:
    rows = "\n".join(_row(version, one) for version in one.versions)
    return (
        f'<section id="u{one.id}">\n<h2>“{text(one.text.strip())}”</h2>\n'
        f'<p class="byline">{text(" · ".join(summary(one)))}</p>\n<table>\n<tbody>\n{rows}\n</tbody>\n</table>\n'
        "</section>"
    )


def _row(one: ReportedVersion, whole: Utterance) -> str:
    said = "".join(_stretch(part) for part in stretches(one.text, one.edits))
    how = text(" · ".join(about(one, whole.speaker)))
    title = f"{text(one.title)} — " if one.title else ""
    around = f'<details class="how"><summary>{how or "in its sentence"}</summary>{title}{text(one.sentence)}</details>'
    aside = ' class="aside"' if one.part != "words" else ""
    return f'<tr{aside}><th scope="row">{_who(one, whole)}</th><td><p>{said}</p>{around}</td></tr>'


def _who(one: ReportedVersion, whole: Utterance) -> str:
    day, copy = when(one.published), copies(one, whole.versions)
    notes = [f"<small>{text(day)}</small>"] if day else []
    notes += ['<small class="first">first</small>'] if one.is_first else []
    notes += [f"<small>the same text as {text(copy)}</small>"] if copy else []
    return link(one.url, one.outlet) + "".join(notes)


def _stretch(one: Stretch) -> str:
    if one.edit is None or one.kind == "kept":
        return text(one.text)
    title = f' title="{text(one.gone)}"' if one.gone else ""
    if one.meaning_changed:
        return f'{_changed(one, "grave")} <span class="why">{_why(one.edit)}</span> '
    if one.kind == "less":
        return f'<span class="cut"{title}> … </span>'
    if one.kind == "more":
        return f'<span class="more">{text(one.text)}</span>'
    if one.kind == "joined" and one.edit.marked:
        return f'{text(one.text)}<span class="cut marked"{title}> […] </span>'
    if one.kind == "moved":
        return f' <span class="cut" title="here the order is another">⇄</span> {text(one.text)}'
    return _changed(one, "minor" if one.edit.minor else "")


def _why(edit: Edit) -> str:
    return text(REASON_WORDS[edit.reason]) if edit.reason else ""


def _changed(one: Stretch, kind: str) -> str:
    mark = f' class="{kind}"' if kind else ""
    gone = f" <del{mark}>{text(one.gone)}</del> " if one.gone else ""
    return gone + (f"<ins{mark}>{text(one.text)}</ins>" if one.text else "")

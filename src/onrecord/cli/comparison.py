"""Utterances on the terminal: outlets down, the words of each marked by signs, and by colour where there is one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from onrecord.cli.terminal import safe
from onrecord.exports.comparison import about, copies, summary
from onrecord.exports.stretches import Stretch, stretches
from onrecord.records import Utterance, Version

if TYPE_CHECKING:
    from rich.text import Text

WIDEST = 110  # columns of running text
LEGEND = "[-left out-]  {+added+}  […] left out with an ellipsis  … not quoted  ⇄ other order  ‼ turns the sense"
Marked = Iterator[tuple[str, str]]  # text and style


def show(found: Sequence[Utterance], stream: TextIO) -> None:
    """Prints utterances."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    console.width = min(console.width, WIDEST)
    for number, one in enumerate(found, 1):
        console.print(
            Text.assemble((f"{number:>3}  ", "dim"), (f"“{safe(one.text.strip())}”", "bold"), overflow="fold")
        )
        console.print(Padding(Text(safe(" · ".join(summary(one))), "dim"), (0, 0, 1, 5)))
        for version in one.versions:
            console.print(Padding(_head(version, one), (0, 0, 0, 5)))
            console.print(Padding(_said(version), (0, 0, 1, 7)))
    if found:
        console.print(Text(LEGEND, "dim"))


def _head(one: Version, whole: Utterance) -> Text:
    from rich.text import Text

    copy = copies(one, whole.versions)
    date = f"{one.day // 10_000}-{one.day // 100 % 100:02}-{one.day % 100:02}" if one.day else None
    notes = ["first" if one.first else None, f"the same text as {copy}" if copy else None]
    rest = [part for part in (date, *notes, *about(one, whole.speaker)) if part]
    return Text.assemble((safe(one.outlet), "bold cyan"), ("  " + safe(" · ".join(rest)), "dim"))


def _said(one: Version) -> Text:
    from rich.text import Text

    text = Text(style="dim" if one.part != "words" else "")
    for part in stretches(one.text, one.edits):
        for said, style in _marked(part):
            text.append(safe(said), style)
    return _spaced(text)


def _marked(one: Stretch) -> Marked:
    grave = "‼" if one.grave else ""
    if one.edit is None or one.kind in ("kept", "written"):
        yield one.text, ""
    elif one.kind == "less" and not grave:
        yield " … ", "dim"
    elif one.kind == "joined" and one.edit.marked and not grave:
        yield one.text, ""
        yield " […] ", "dim"
    elif one.kind == "moved":
        yield f" ⇄ {one.text}", "magenta"
    else:
        if one.gone:
            yield f" [-{one.gone}-]{'' if one.text else grave} ", "bold red" if grave else "red"
        if one.text:
            yield f"{{+{one.text}+}}{grave}", "bold green" if grave else "green"
        if grave:
            yield f" ({one.edit.why}) ", "bold yellow"


def _spaced(text: Text) -> Text:
    """One space where several came together, and none at the ends or before a comma."""
    plain = text.plain
    keep = [
        at
        for at, sign in enumerate(plain)
        if sign != " " or (at and plain[at - 1] != " " and plain[at:].strip() and plain[at:].lstrip()[0] not in ",;")
    ]
    from rich.text import Text

    return Text.assemble(*(text[at] for at in keep)) if len(keep) < len(plain) else text

"""``onrecord verify``: what stands in quotation marks, held against transcripts."""

from __future__ import annotations

import sys
from collections import Counter
from typing import Annotated, Any, BinaryIO

import typer
from typer.core import TyperCommand

from onrecord import api
from onrecord.cli.formats import AsJsonOption, Format, FormatOption, OutOption, choose
from onrecord.cli.output import opened
from onrecord.cli.terminal import complain
from onrecord.exports.verdict_table import Counts
from onrecord.exports.verdict_writers import Html, Json, JsonLines, Writer
from onrecord.progress import Bar
from onrecord.records import Skipped
from onrecord.settings import Settings

FLAGGED = 3
HELP_SOURCE = (
    "What `onrecord read` takes, or a JSON Lines file of {id, quote, speaker?, date?}. Sources stand before --against."
)
HELP_AGAINST = (
    "Transcripts: text with NAME: turns, .srt, .vtt, .jsonl, .json, .html, each also .gz, folders of these, addresses."
)


class Command(TyperCommand):
    """Takes several transcripts after one ``--against``, as a shell gives them for ``transcripts/*.txt``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        given: list[str] = []
        greedy = False
        for number, one in enumerate(args):
            if greedy and not one.startswith("-") and args[number - 1] != "--against":
                given.append("--against")
            elif one.startswith("-") and one != "-":
                greedy = one.split("=")[0] == "--against"
            given.append(one)
        return super().parse_args(ctx, given)


def verify(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE", help=HELP_SOURCE, show_default=False)],
    against: Annotated[
        list[str], typer.Option("--against", metavar="TRANSCRIPT", help=HELP_AGAINST, show_default=False)
    ],
    form: FormatOption = None,
    out: OutOption = None,
    speaker: Annotated[
        str | None, typer.Option("--speaker", help="Only quotations of this person.", show_default=False)
    ] = None,
    as_json: AsJsonOption = False,
) -> int:
    """Check quotations against transcripts: were the words spoken so, and by whom?

    Ends with status 3 when some quotation is spliced or altered, has an edit that turns the sense, or is another's
    words; else 1 when something could not be read, which is told on standard error, one line each; else 0. It never
    says whether what was said is true.
    """
    chosen = choose(form, as_json, out)
    counts, bar, told = Counts(), Bar("checking"), _Told()
    with opened(out) as stream:
        writer = _writer(chosen, stream, terminal=out is None and sys.stdout.isatty())
        for outcome in api.verify(sources, against, settings=Settings.load(), speaker=speaker, progress=bar):
            bar.pause()
            if isinstance(outcome, Skipped):
                told.tell(outcome)
            else:
                counts.count(outcome.verdict)
                writer.write(outcome)
        if counts.verdicts or not told.failed:
            writer.finish(counts)
    told.sum_up(counts)
    if counts.flagged:
        return FLAGGED
    return 1 if told.failed else 0


class _Told:
    """What was not checked: failures told at once, the rest counted by reason."""

    def __init__(self) -> None:
        self.failed = 0
        self.skipped: Counter[str] = Counter()

    def tell(self, one: Skipped) -> None:
        if one.failed:
            self.failed += 1
            complain(f"{one.location}: {one.detail}")
        else:
            self.skipped[one.detail] += 1

    def sum_up(self, counts: Counts) -> None:
        rest = self.skipped.total()
        complain(f"{counts.verdicts.total()} checked, {rest} skipped, {self.failed} failed")
        for reason, times in self.skipped.most_common():
            complain(f"{times} × {reason}")


def _writer(form: Format, stream: BinaryIO, terminal: bool) -> Writer:
    if form is Format.TEXT:
        from onrecord.cli.render_verdicts import Text  # rich takes a while to import, and the other forms do without

        return Text(stream, terminal)
    writers: dict[Format, type[Json | JsonLines | Html]] = {
        Format.JSON: Json,
        Format.JSONL: JsonLines,
        Format.HTML: Html,
    }
    return writers[form](stream)

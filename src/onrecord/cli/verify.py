"""``onrecord verify``: quotations checked against transcripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, BinaryIO

import typer
from typer.core import TyperCommand

from onrecord import api
from onrecord.cli.options import AsJsonOption, FormatOption, OutOption, StoreOption, choose_format
from onrecord.cli.output import write_items
from onrecord.cli.render.outcome_table import OutcomeCounter
from onrecord.exports.views.verdict_table import Checked, VerdictCounts
from onrecord.progress import ProgressBar
from onrecord.records import CheckedQuotation, Skipped
from onrecord.settings import Settings
from onrecord.skipped import Unchecked

FLAGGED_STATUS = 3
STORE_WORD = "store"
SOURCE_HELP = (
    "Drafts as for `onrecord read`, .docx or .pdf, or a JSON Lines file of {id, quote, speaker?, date?}. Give them "
    "before --against."
)
AGAINST_HELP = (
    "Transcripts (text, captions, JSON and XML of most tools, tables, .docx, .pdf, .html, each also .gz, folders of "
    "these, web addresses), articles and reports (text, web pages, .docx, .pdf), or `store`.  [required]"
)
WHO_HELP = "The name behind a label: SPEAKER_00='Jane Roe'; or a file of these, one a line. Repeatable."


class VerifyCommand(TyperCommand):
    """Takes several transcripts after one ``--against``, as a shell gives them for ``transcripts/*.txt``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Repeat ``--against`` before each further transcript."""
        repeated: list[str] = []
        after_against = False
        for index, argument in enumerate(args):
            if after_against and not argument.startswith("-") and args[index - 1] != "--against":
                repeated.append("--against")
            elif argument.startswith("-") and argument != "-":
                after_against = argument.split("=")[0] == "--against"
            repeated.append(argument)
        return super().parse_args(ctx, repeated)


@contextmanager
def _open_originals(against: list[str], store: str | None) -> Iterator[list[Any]]:
    """Give the sources to check against, with the open store in place of the word ``store``."""
    if STORE_WORD not in against:
        yield list(against)
        return
    with api.open_store(store, create=False) as opened:
        yield [opened if original == STORE_WORD else original for original in against]


def _checked_quotations(
    outcomes: Iterable[CheckedQuotation | Skipped], bar: ProgressBar, counter: OutcomeCounter
) -> Iterator[Checked]:
    """Yield the checked quotations and what could not be checked; skipped ones are reported and counted."""
    for outcome in outcomes:
        bar.pause()
        if isinstance(outcome, Skipped):
            counter.count_skipped(outcome)
        else:
            counter.done += 1
        if isinstance(outcome, Unchecked | CheckedQuotation):
            yield outcome


def verify(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE", help=SOURCE_HELP, show_default=False)],
    against: Annotated[
        list[str], typer.Option("--against", metavar="TRANSCRIPT", help=AGAINST_HELP, show_default=False)
    ],
    form: FormatOption = None,
    out: OutOption = None,
    speaker: Annotated[
        str | None, typer.Option("--speaker", help="Only quotations of this speaker.", show_default=False)
    ] = None,
    who: Annotated[
        list[str] | None, typer.Option("--who", metavar="LABEL=NAME", help=WHO_HELP, show_default=False)
    ] = None,
    as_json: AsJsonOption = False,
    store: StoreOption = None,
) -> int:
    """Check quotations against transcripts, articles and reports.

    Were the words spoken, and by whom? Quotations in drafts, news pages or a list are found in the transcripts, or in
    the articles and reports that a draft was made from. `--against store` checks against everything in the store.

    Exits 3 if some quotation is trimmed, spliced or altered, its meaning is changed, or another speaker said it; else 1
    if something could not be read, which is reported on standard error, one line each; else 0. It never says whether
    the words are true.
    """
    chosen = choose_format(form, as_json, out)
    counts, bar, counter = VerdictCounts(), ProgressBar("checking"), OutcomeCounter("checked")

    def is_finished() -> bool:
        """Whether there is something to show: a verdict, or no failure that explains why there is none."""
        return bool(counter.done or not counter.failed)

    def write_text(items: Iterable[Checked], stream: BinaryIO, terminal: bool) -> None:
        """Write the verdicts as text."""
        from onrecord.cli.render.verdict_text import write_verdicts  # importing rich takes a while

        write_verdicts(items, stream, terminal, counts, is_finished)

    with _open_originals(against, store) as originals:
        outcomes = api.verify(
            sources, originals, settings=Settings.load(), speaker=speaker, voice_names=who, progress=bar
        )
        write_items(
            counts.counting(_checked_quotations(outcomes, bar, counter)),
            chosen,
            out,
            write_text,
            CheckedQuotation,
            is_array=is_finished,
            write_empty=is_finished,
            counts=counts,
        )
    counter.print_summary()
    if counts.flagged:
        return FLAGGED_STATUS
    return 1 if counter.failed else 0

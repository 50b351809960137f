"""Compare what several outlets report, and check quotations against what was really said."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from onrecord.api.reading import read_many
from onrecord.open_sources import Source, divert_skipped
from onrecord.progress import ProgressOption, open_progress, report_each
from onrecord.records import CheckedQuotation, Page, Quotation, Record, Skipped, Transcript, Utterance
from onrecord.settings import Settings

if TYPE_CHECKING:
    from onrecord.store import Store

CheckSource: TypeAlias = "str | os.PathLike[str] | Transcript | Record | Store"


def compare(
    store: Store,
    words: str = "",
    *,
    speaker: str | None = None,
    outlets: Iterable[str] = (),
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    meaning_changed: bool = False,
    min_outlets: int = 2,
    include_related: bool = True,
    include_hidden: bool = False,
    limit: int = 20,
    group_new: bool = True,
    progress: ProgressOption = None,
) -> list[Utterance]:
    """Return utterances that several outlets report, with how each words them.

    With ``words`` the best match comes first, else the utterance that most outlets report. Statements that are new
    in the store are grouped first: about a minute for 100,000 of them.

    Args:
        store: An open store.
        words: A query as for ``Store.find``; one of the utterance's quoted statements must match.
        speaker: Name or identity of the speaker.
        outlets: Names of outlets; one of them must report the utterance.
        since: First day of publication.
        until: Last day of publication.
        meaning_changed: Only utterances of which some version changes the meaning.
        min_outlets: How many outlets must report the utterance.
        include_related: Also show fragments and indirect reports that match by speaker and time.
        include_hidden: Also versions that are not shown by default.
        limit: The maximum number of utterances.
        group_new: Group the statements that are new; without it nothing is written to the store.
        progress: Called with the number of statements grouped and the total; True draws a progress bar.

    Raises:
        QueryError: The query cannot be understood, or ``since`` is after ``until``.
    """
    from onrecord.comparison.compare_outlets import CompareQuery, compare_utterances

    query = CompareQuery(
        words=words,
        speaker=speaker,
        outlets=tuple(outlets),
        since=since,
        until=until,
        min_outlets=min_outlets,
        meaning_changed=meaning_changed,
        include_related=include_related,
        include_hidden=include_hidden,
        limit=limit,
        group_new=group_new,
    )
    with open_progress(progress, "grouping") as report:
        return compare_utterances(store, query, report)


def verify(
    sources: Source | Quotation | Iterable[Source | Quotation],
    against: CheckSource | Iterable[CheckSource],
    *,
    settings: Settings | None = None,
    speaker: str | None = None,
    voice_names: dict[str, str] | Iterable[str] | None = None,
    progress: ProgressOption = None,
    on_skip: Callable[[Skipped], object] | None = None,
) -> Iterator[CheckedQuotation | Skipped]:
    """Check quotations against transcripts or other sources and yield each with its verdict, in order.

    What could not be read is yielded as Skipped; what could not be checked word for word is yielded as Unchecked, a
    kind of Skipped: one or two words that cannot be placed, and a draft's indirect claims about a source document.

    Args:
        sources: Pages as for ``read_many``, Word or PDF files, a JSON Lines file of ``{id, quote, speaker?, date?}``,
            or Quotations.
        against: Transcripts, articles and reports: files, folders, addresses, Transcripts, Records or a Store.
        settings: Without them, ``Settings.load()`` reads the environment.
        speaker: Only check quotations of this speaker.
        voice_names: Names for labels of transcripts that name nobody: ``{"SPEAKER_00": "Jane Roe"}``, or entries
            ``SPEAKER_00=Jane Roe`` and files of them.
        progress: Called with the number of quotations checked and None; True draws a progress bar.
        on_skip: Called with each Skipped; then only checked quotations are yielded.

    Raises:
        TranscriptError: No transcript can be read.
    """
    from onrecord.verification.pipeline import verify_quotations
    from onrecord.verification.voice_names import parse_voice_names

    settings = settings or Settings.load()
    read_pages = partial(read_many, settings=settings)
    originals = _as_originals([against] if hasattr(against, "records") else _as_iterable(against))
    names = voice_names if isinstance(voice_names, dict) else parse_voice_names(voice_names or ())
    outcomes = verify_quotations(_as_iterable(sources), originals, settings, read_pages, speaker, names)
    yield from divert_skipped(report_each(outcomes, progress, "checking", None), on_skip)


def _as_originals(against: Iterable[Any]) -> Iterator[Any]:
    """Yield what quotations are checked against; in place of a store all its records."""
    for original in against:
        if hasattr(original, "records"):
            yield from original.records()
        else:
            yield original


def _as_iterable(sources: Any) -> Iterable[Any]:
    single = isinstance(sources, str | os.PathLike | Page | Quotation | Transcript | Record)
    return [sources] if single else sources

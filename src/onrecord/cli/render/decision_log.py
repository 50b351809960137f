"""The log of people's decisions, as text."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from onrecord.cli.terminal import print_message, safe
from onrecord.exports.display_text import format_count
from onrecord.exports.writers import write_json

MAX_LENGTH = 60  # characters of a statement that are shown

if TYPE_CHECKING:
    from onrecord.store import Decision


def describe_decision(decision: Decision) -> str:
    """Return what was decided in one line."""
    details = decision.details
    if decision.kind == "merge":
        first, *merged_names = details["names"]
        return f"{', '.join(merged_names)} and {first} are one: {decision.identity}"
    if decision.kind == "split":
        records = ", ".join(decision.records[:3]) if len(decision.records) < 4 else ""
        where = f"record {records}" if records else format_count(len(decision.records), "record")
        return f"{details['name']} in {where} is {decision.identity}, not {details.get('from', 'another')}"
    if decision.kind == "forget":
        return f"{details['place']} is forgotten: {format_count(details['articles'], 'version')}"
    if decision.kind == "outlet":
        return f"{details['before']} is {details['name']}"
    if decision.kind == "correct":
        return _describe_correction(decision)
    return f"{details['before']} is {details['name']}: {decision.identity}"


def _describe_correction(decision: Decision) -> str:
    """Return what was corrected in one line."""
    details, changes = decision.details, decision.details["changes"]
    statement = f"{decision.records[0]}.{details['statement']}"
    if changes.get("removed"):
        return f"{statement} is no statement: {_shorten(details['before']['content'])}"
    parts = []
    if "speaker" in changes:
        speaker = changes["speaker"]["name"] if changes["speaker"] else "nobody who is named"
        parts.append(f"is by {speaker}, not {details['before']['speaker'] or 'nobody'}")
    if "act" in changes:
        parts.append(f"is {changes['act']}, not {details['before']['act']}")
    if "content" in changes:
        parts.append(f"has other words than {_shorten(details['before']['content'])}")
    return f"{statement} {' and '.join(parts)}"


def _shorten(words: str) -> str:
    return f"“{words}”" if len(words) <= MAX_LENGTH else f"“{words[: MAX_LENGTH - 1]}…”"


def print_decisions(decisions: Sequence[Decision], as_json: bool) -> int:
    """Print decisions, the first first; return the exit status."""
    if as_json:
        write_json(decisions, sys.stdout.buffer)
    for decision in () if as_json else decisions:
        by = f" by {decision.author}" if decision.author else ""
        reason = f" ({decision.reason})" if decision.reason else ""
        undone = f"  undone {decision.undone[:10]} by {decision.undone_by or 'someone'}" if decision.undone else ""
        unapplied = "" if decision.applied else "  not applied: the newest version does not have the statement"
        line = f"{decision.id:>4}  {decision.made[:10]}{by}  {describe_decision(decision)}{reason}{undone or unapplied}"
        print(safe(line))
    if not decisions:
        print_message("nothing was decided yet")
    return 0 if decisions else 1

"""Who is the same across records: speakers placed with the identities that they belong to, explained and undoable.

``appearances(record)`` gives a record's speakers; ``identify(appearances, known, people, told)`` places them.
"""

from onrecord.speakers.linking.appearances import Appearance, Mark, appearances
from onrecord.speakers.linking.assignments import Outcome, Placing, Split, undo
from onrecord.speakers.linking.constraints import Apart, Together
from onrecord.speakers.linking.in_memory_index import Known, Memory, met
from onrecord.speakers.linking.people_file import Listed, People, parse_people, read_people
from onrecord.speakers.linking.profiles import Identity, rebuilt
from onrecord.speakers.linking.resolver import identify
from onrecord.speakers.linking.scoring import Reason

__all__ = [
    "Apart",
    "Appearance",
    "Identity",
    "Known",
    "Listed",
    "Mark",
    "Memory",
    "Outcome",
    "People",
    "Placing",
    "Reason",
    "Split",
    "Together",
    "appearances",
    "identify",
    "met",
    "parse_people",
    "read_people",
    "rebuilt",
    "undo",
]

"""Who is the same across records: speakers placed with the identities that they belong to, explained and undoable.

``appearances(record)`` gives a record's speakers; ``identify(appearances, known, people, told)`` places them.
"""

from onrecord.speakers.identity.appearances import Appearance, Mark, appearances
from onrecord.speakers.identity.evidence import Reason
from onrecord.speakers.identity.memory import Known, Memory, met
from onrecord.speakers.identity.people import Listed, People, parse_people, read_people
from onrecord.speakers.identity.place import identify
from onrecord.speakers.identity.placings import Outcome, Placing, Split, undo
from onrecord.speakers.identity.profiles import Identity, rebuilt
from onrecord.speakers.identity.told import Apart, Together

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

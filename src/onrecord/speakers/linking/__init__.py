"""Linking: which speakers of many records are one person or organization, with reasons.

``speaker_appearances(record)`` gives a record's speakers; ``link_speakers(appearances, …)`` assigns each an identity.
"""

from onrecord.speakers.linking.appearances import Appearance, SpeakerRef, speaker_appearances
from onrecord.speakers.linking.assignments import Assignment, Join, LinkResult, RejectedIdentity
from onrecord.speakers.linking.in_memory_index import IdentityIndex, InMemoryIndex, countable_names
from onrecord.speakers.linking.people_file import ListedSpeaker, PeopleFile, index_people, parse_people, read_people
from onrecord.speakers.linking.profiles import Identity, without_appearance
from onrecord.speakers.linking.resolver import link_speakers
from onrecord.speakers.linking.scoring import Reason

__all__ = [
    "Appearance",
    "Assignment",
    "Identity",
    "IdentityIndex",
    "InMemoryIndex",
    "Join",
    "LinkResult",
    "ListedSpeaker",
    "PeopleFile",
    "Reason",
    "RejectedIdentity",
    "SpeakerRef",
    "countable_names",
    "index_people",
    "link_speakers",
    "parse_people",
    "read_people",
    "speaker_appearances",
    "without_appearance",
]

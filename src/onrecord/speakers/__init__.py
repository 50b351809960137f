"""Who is speaking: statements' sources grouped into the speakers of an article."""

from onrecord.speakers.group import group

__all__ = ["group"]

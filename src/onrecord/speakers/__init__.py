"""Who is speaking: the sources of statements resolved to the speakers of an article."""

from onrecord.speakers.coreference import resolve_speakers

__all__ = ["resolve_speakers"]

"""Drafts held against their sources: articles, reports, transcripts and the store."""

"""Identities of speakers in the store."""

"""Identities in the store: who a speaker is across articles."""

"""Transcript formats, one module each."""

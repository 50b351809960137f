"""Searching the store by words, filters and meaning."""

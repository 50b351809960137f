"""Processes that can be ended, and the limits of time and memory for what they do with a page."""

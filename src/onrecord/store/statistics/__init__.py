"""Counts of statements by speaker, outlet, act, tone, time and other dimensions."""

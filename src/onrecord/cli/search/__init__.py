"""Commands that ask a store: search, counts, samples, exports."""

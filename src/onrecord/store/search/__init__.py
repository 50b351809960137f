"""Search in the store: by words, by meaning, and by filters."""

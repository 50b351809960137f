"""Writing records into the store."""

"""Write records into the store."""

"""Records as Parquet tables: their schema, records to rows and back, and folders of such files."""

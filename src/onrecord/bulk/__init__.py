"""Reading many web archives on one machine, on a Ray cluster or in a job array, into a folder of Parquet files."""

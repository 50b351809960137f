"""What the templates, the terminal and notebooks show of records, search hits, utterances and verdicts."""

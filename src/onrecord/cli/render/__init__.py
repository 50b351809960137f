"""Records, comparisons and verdicts as text for a terminal."""

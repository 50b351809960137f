"""Records, utterances and verdicts in the forms that people and programs read: JSON, JSON Lines, HTML."""

"""The labels of a statement: kind, act, tone, hedges, addressee, occasion and parent."""

"""What is known of a statement: act, tone, hedges, addressee, occasion, kind and parent."""

"""Which entity a source stands for: mentions, pronouns and phrases, and their antecedents."""

"""The same words in several outlets: statements grouped into utterances, and how each outlet has them."""

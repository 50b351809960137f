"""Commands with which people correct a store and look after its articles."""

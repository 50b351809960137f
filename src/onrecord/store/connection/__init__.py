"""The connection to a store: the engines of SQLite and PostgreSQL, transactions, and the errors that they give."""

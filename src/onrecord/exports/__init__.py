"""Records in the forms that others read."""

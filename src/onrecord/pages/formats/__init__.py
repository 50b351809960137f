"""Pages from files: folders, JSON Lines and web archives."""

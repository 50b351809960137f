"""What people do with articles: list them, have them forgotten, give outlets other names."""

"""Pages listed by feeds (RSS, Atom, JSON Feed) and sitemaps."""

"""Pages into a store: the worker pool, the feed watcher and what became of each page."""

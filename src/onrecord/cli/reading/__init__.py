"""Commands that read pages: to look at them, or into a store or files."""

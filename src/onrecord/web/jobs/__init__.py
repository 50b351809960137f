"""Long work in a process of its own: reading and checking, with progress and a time limit."""

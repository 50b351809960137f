"""The record in a browser, and for programs over HTTP: ``onrecord serve``. The outermost layer, beside ``cli``."""

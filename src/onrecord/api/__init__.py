"""The public functions: pages in, records out; the store; comparison and verification.

``import onrecord`` exports them. Heavy modules are imported inside the functions that need them, so that importing
this package stays cheap.
"""

from onrecord.api.checking import compare, verify
from onrecord.api.reading import read, read_many, read_text
from onrecord.api.store_updates import add, check, open_store, reread, watch

__all__ = ["add", "check", "compare", "open_store", "read", "read_many", "read_text", "reread", "verify", "watch"]

"""Quotations checked against transcripts: were the words spoken so, and by the named speaker?"""

from onrecord.verification.checker import QuotationChecker

__all__ = ["QuotationChecker"]

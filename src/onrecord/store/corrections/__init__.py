"""Corrections of single statements by people."""

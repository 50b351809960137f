"""Web addresses as pages give them: absolute, relative or broken."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit


def resolve_address(address: str | None, base: str | None) -> str | None:
    """Return an address relative to ``base`` as an absolute http or https one; None if it cannot be completed."""
    if not address:
        return None
    try:
        resolved = urljoin(base or "https:", address.strip())
        parts = urlsplit(resolved)
    except ValueError:
        return None
    return resolved if parts.scheme in {"http", "https"} and parts.netloc else None


def comparable_address(address: str) -> str:
    """Return an address without what differs between two mentions of one page; empty for one that is broken."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return (parts.netloc.removeprefix("www.") + parts.path.rstrip("/")).lower()

"""Web addresses as pages give them: whole, relative or broken."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit


def absolute(address: str | None, base: str | None) -> str | None:
    """The http or https address that ``address`` means on the page at ``base``; where there is no base, as it is."""
    if not address:
        return None
    try:
        whole = urljoin(base or "", address.strip())
        scheme = urlsplit(whole).scheme
    except ValueError:
        return None
    return whole if scheme in {"http", "https"} or (not scheme and not base) else None


def plain_address(address: str) -> str:
    """An address without what may differ between two mentions of one page; empty for one that is broken."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return (parts.netloc.removeprefix("www.") + parts.path.rstrip("/")).lower()


def host(address: str | None) -> str | None:
    """The host of an address, without www: an outlet's name when the page gives none."""
    try:
        name = urlsplit(address or "").hostname
    except ValueError:
        return None
    return name.removeprefix("www.") if name else None

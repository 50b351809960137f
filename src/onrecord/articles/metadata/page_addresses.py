"""Web addresses as pages give them: absolute, relative or broken."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit


def resolve_address(address: str | None, base: str | None) -> str | None:
    """Return an address relative to ``base`` as an absolute http or https one; without a base, as it is."""
    if not address:
        return None
    try:
        resolved = urljoin(base or "", address.strip())
        scheme = urlsplit(resolved).scheme
    except ValueError:
        return None
    return resolved if scheme in {"http", "https"} or (not scheme and not base) else None


def comparable_address(address: str) -> str:
    """Return an address without what differs between two mentions of one page; empty for one that is broken."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return (parts.netloc.removeprefix("www.") + parts.path.rstrip("/")).lower()


def host_of(address: str | None) -> str | None:
    """Return the host of an address without "www."; None for one that is broken."""
    try:
        name = urlsplit(address or "").hostname
    except ValueError:
        return None
    return name.removeprefix("www.") if name else None


def is_same_site(claimed: str, address: str) -> bool:
    """Return whether two addresses are of one registrable domain, by the public suffix list that comes with ``tld``.

    Hosts under no public suffix are one site if they are equal without "www.". Sites of one hosting service
    (``a.github.io``, ``b.github.io``) are different ones.
    """
    site, own_site = _site_of(claimed), _site_of(address)
    return site is not None and site == own_site


def _site_of(address: str) -> str | None:
    host = host_of(address)
    if host is None:
        return None
    from tld import get_fld

    domain: str | None = get_fld(f"http://{host}", fail_silently=True, search_private=True)
    return domain or host

"""Hosts and registrable domains: which addresses are of one site."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_DOMAIN_NAME = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)*\.[a-zA-Z]{2,}(?::\d+)?/?")


def host_of(address: str | None) -> str | None:
    """Return the host of an address without "www."; None for one that is broken."""
    try:
        name = urlsplit(address or "").hostname
    except ValueError:
        return None
    return name.removeprefix("www.") if name else None


def site_of(address: str | None) -> str | None:
    """Return the registrable domain of an address, by the public suffix list that comes with ``tld``.

    A host under no public suffix is a site of its own. Sites of one hosting service (``a.github.io``,
    ``b.github.io``) are different ones.
    """
    host = host_of(address)
    if host is None:
        return None
    from tld import get_fld

    domain: str | None = get_fld(f"http://{host}", fail_silently=True, search_private=True)
    return domain or host


def is_same_site(claimed: str, address: str) -> bool:
    """Return whether two addresses are of one site."""
    site = site_of(claimed)
    return site is not None and site == site_of(address)


def is_other_site(name: str, address: str) -> bool:
    """Return whether a name is the address or the domain of another site than an address is of."""
    if not _DOMAIN_NAME.fullmatch(name.strip()):
        return False
    return not is_same_site(f"http://{name.strip().rpartition('://')[2]}", address)

"""Which network addresses may be connected to: those of the public internet, unless allowed.

A page is not to make this machine ask another one behind the same wall. What counts is the
address that a name resolves to, not how it is written.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def refusal(addresses: Sequence[str], *, private: bool) -> str:
    """Return why a host with these addresses is not connected to; ``""`` where it may be.

    One address that is not public is enough: which of them is taken is not ours to say.

    Args:
        addresses: Every address that its name resolves to.
        private: Whether the source may be at a private or loopback address.

    >>> refusal(["93.184.215.14"], private=False)
    ''
    >>> refusal(["93.184.215.14", "127.0.0.1"], private=False)
    'it is at 127.0.0.1, which is not a public address; `private` allows it'
    >>> refusal(["10.0.0.1"], private=True), refusal(["169.254.169.254"], private=True)
    ('', 'it is at 169.254.169.254, which no source can be at')
    """
    for text in addresses:
        address = _innermost(ipaddress.ip_address(text.partition("%")[0]))
        if address.is_link_local or address.is_multicast or address.is_unspecified:
            return f"it is at {text}, which no source can be at"
        if not private and not address.is_global:
            return f"it is at {text}, which is not a public address; `private` allows it"
    return ""


def _innermost(address: _Address) -> _Address:
    """Return the IPv4 address that an IPv6 address stands for, if it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
    return inner or address

"""Which addresses this server may call: what a person typed must not reach what is inside.

The rules are those that keep server-side request forgery out (OWASP ASVS 5.0, section 13.2): one
reading of the address, standard ports, and no host that answers from a private network, under any
of the forms in which IPv6 can carry an IPv4 address.
"""

import ipaddress
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from annotations.domain.errors import DomainError

PORTS: Final = {"http": 80, "https": 443}
LONGEST: Final = 2000  # characters
Ip = ipaddress.IPv4Address | ipaddress.IPv6Address
CARRIERS: Final = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "::/96",  # IPv4-compatible
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",  # NAT64 inside a site
        "2001::/32",  # Teredo
        "2002::/16",  # 6to4
        "fec0::/10",  # once site-local
    )
)
"""IPv6 networks behind which another network may stand."""
INSIDE: Final = frozenset({"localhost", "local", "internal", "arpa"})
"""Last labels of names inside a network (RFC 6761, 6762)."""
NOWHERE: Final = frozenset({"onion", "test", "invalid", "example", "alt"})
"""Last labels that the public DNS has no machines under (RFC 6761, 7686, 9476)."""
LABEL: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
NOT_KNOWN: Final = "There is no host with this name."
INSIDE_ONLY: Final = "This host is in a private network. Ask whoever looks after the site."
PRIVATE: Final = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "168.63.129.16/32",  # answers only inside a provider's network
        "192.0.0.0/24",  # set aside for protocols
    )
)
"""What counts as public elsewhere, or did until lately."""


class BadAddress(DomainError):
    """An address that this server does not call."""

    code = "bad_address"
    message = "This address cannot be called. Nothing was sent."


@dataclass(frozen=True)
class Address:
    """A checked address. ``path`` has the query; ``name`` is the host as certificates name it."""

    scheme: str
    name: str
    port: int
    path: str


def parse(url: str, *, trusted: Collection[str] = ()) -> Address:
    """Read an address in the one way that we call it.

    ``trusted`` are "host:port" of the desk's own network, where any port may be called.

    Raises BadAddress.
    """
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        raise BadAddress(f"Write it in ASCII without blanks, at most {LONGEST} characters.")
    try:
        parts = urlsplit(url)
        port = PORTS.get(parts.scheme, 0) if parts.port is None else parts.port
    except ValueError:
        raise BadAddress("This is not an address that could be read.") from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise BadAddress("The address must begin with https:// or http:// and name a host.")
    if parts.username is not None or parts.password is not None or "\\" in url:
        raise BadAddress("Leave name and password out of the address.")
    if parts.fragment or urlunsplit(parts) != url:
        raise BadAddress("The address can be read in two ways. Copy it again, without “#…”.")
    if port != PORTS[parts.scheme] and f"{parts.hostname}:{port}" not in trusted:
        raise BadAddress("Only the standard ports 80 (http) and 443 (https) are called.")
    if f"{parts.hostname}:{port}" not in trusted:
        _check_name(parts.hostname)
    path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    return Address(parts.scheme, parts.hostname, port, path)


def check_answers(answers: Iterable[str]) -> str:
    """The first of the IP addresses that a name resolves to, if every one of them is public.

    Raises BadAddress.
    """
    found = [ipaddress.ip_address(answer) for answer in answers]
    if not found:
        raise BadAddress(NOT_KNOWN)
    if not all(is_public(one) for one in found):
        raise BadAddress(INSIDE_ONLY)
    return str(found[0])


def _check_name(name: str) -> None:
    """A public IP address, or a name that the public DNS could have. Raises BadAddress."""
    try:
        ip = ipaddress.ip_address(name)
    except ValueError:
        labels = name.split(".")
        if labels[-1] in NOWHERE:
            raise BadAddress(NOT_KNOWN) from None
        inside = len(labels) < 2 or labels[-1] in INSIDE or not all(map(LABEL.fullmatch, labels))
        if inside or labels[-1][0].isdigit() or labels[-1].startswith("0x"):
            raise BadAddress(INSIDE_ONLY) from None
        return
    if not is_public(ip):
        raise BadAddress(INSIDE_ONLY)


def is_public(ip: Ip) -> bool:
    """Whether ``ip`` is on the public internet, and nothing else stands behind it."""
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.scope_id is not None or any(ip in network for network in CARRIERS):
            return False
        if ip.ipv4_mapped is not None:
            return is_public(ip.ipv4_mapped)
    elif any(ip in network for network in PRIVATE):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved

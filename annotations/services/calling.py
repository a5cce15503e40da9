"""Calls other people's addresses: the checked one, and nothing that it points to."""

import socket
from collections.abc import Mapping
from typing import Final

from django.conf import settings
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.exceptions import HTTPError

from annotations.domain.addresses import PORTS, Address, check_answers, parse

CONNECT, READ = 5, 10  # seconds
NO_RESOLVER: Final = "The host's name could not be looked up."


class CallFailed(Exception):
    """The call did not get an answer; the message may be shown and quotes nothing of theirs."""


def check(url: str) -> Address:
    """The address as it would be called. Looks nothing up. Raises BadAddress."""
    return parse(url, trusted=settings.INNER_HOSTS)


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Send ``body`` and return the status of the answer, which is not read.

    The name is looked up once, every answer is checked, and the connection goes to the address
    that was checked; the certificate has to be the name's. No redirect is followed, no proxy used.

    Raises BadAddress, or CallFailed where there was no answer within some seconds.
    """
    address = check(url)
    pool = _pool(address, _checked_ip(address))
    host = f"[{address.name}]" if ":" in address.name else address.name
    usual = address.port == PORTS[address.scheme]
    named = {"Host": host if usual else f"{host}:{address.port}"}
    try:
        answer = pool.urlopen(
            "POST",
            address.path,
            body=body,
            headers={**headers, **named},
            redirect=False,
            retries=False,
            preload_content=False,
        )
    except HTTPError as error:
        raise CallFailed(_reason(error)) from error
    finally:
        pool.close()
    answer.close()
    return answer.status


def _checked_ip(address: Address) -> str:
    try:
        found = socket.getaddrinfo(address.name, address.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise CallFailed(NO_RESOLVER) from None
    answers = [str(place[0]) for *_, place in found]
    if f"{address.name}:{address.port}" in settings.INNER_HOSTS:
        return answers[0]
    return check_answers(answers)


def _pool(address: Address, ip: str) -> HTTPConnectionPool:
    timeout = Timeout(connect=CONNECT, read=READ)
    if address.scheme == "http":
        return HTTPConnectionPool(ip, address.port, timeout=timeout, maxsize=1)
    return HTTPSConnectionPool(
        ip,
        address.port,
        timeout=timeout,
        maxsize=1,
        cert_reqs="CERT_REQUIRED",
        server_hostname=address.name,
        assert_hostname=address.name,
    )


def _reason(error: HTTPError) -> str:
    """What kind of failure it was, in words; never what the other side said."""
    kinds = {
        "ConnectTimeoutError": "Nobody answered in time.",
        "ReadTimeoutError": "The answer did not come in time.",
        "SSLError": "The certificate is not one that we trust for this name.",
        "NewConnectionError": "The connection was refused.",
    }
    return kinds.get(type(error).__name__, "The connection broke off.")

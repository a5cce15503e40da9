"""Which addresses are called. Nothing here is looked up or sent."""

import ipaddress
import json
from pathlib import Path

import pytest

from annotations.domain.addresses import Address, BadAddress, check_answers, is_public, parse

CORPUS = Path(__file__).parents[1] / "data" / "bad_addresses.jsonl"
REFUSED = [json.loads(line)["input"] for line in CORPUS.read_text("utf-8").splitlines()]
PRIVATE = [
    *("127.0.0.1", "10.0.0.1", "172.16.9.9", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
    *("0.0.0.0", "224.0.0.1", "240.0.0.1", "255.255.255.255", "168.63.129.16", "192.0.2.1"),
    *("::1", "::", "fe80::1", "fc00::1", "ff02::1", "2001:db8::1", "fec0::1", "fe80::1%lo"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"),
    *("64:ff9b:1::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "::ffff:168.63.129.16"),
]


@pytest.mark.parametrize("ip", PRIVATE)
def test_what_is_inside_is_not_called(ip):
    assert not is_public(ipaddress.ip_address(ip))


@pytest.mark.parametrize("ip", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_what_is_public_is(ip):
    assert is_public(ipaddress.ip_address(ip))


def test_one_private_answer_is_enough_to_refuse():
    assert check_answers(["1.1.1.1", "2606:4700::1111"]) == "1.1.1.1"
    with pytest.raises(BadAddress, match="private network"):
        check_answers(["1.1.1.1", "10.0.0.1"])
    with pytest.raises(BadAddress, match="no host with this name"):
        check_answers([])


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("does-not-exist.invalid", "no host with this name"),
        ("cms.test", "no host with this name"),
        ("printer.local", "private network"),
        ("localhost", "private network"),
    ],
)
def test_a_name_that_nobody_has_is_not_called_private(name, words):
    with pytest.raises(BadAddress, match=words):
        parse(f"https://{name}/")


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://desk.example.org", Address("https", "desk.example.org", 443, "/")),
        ("https://desk.example.org/a?b=c", Address("https", "desk.example.org", 443, "/a?b=c")),
        ("http://desk.example.org:80/a", Address("http", "desk.example.org", 80, "/a")),
        ("http://[2606:4700::1111]/", Address("http", "2606:4700::1111", 80, "/")),
    ],
)
def test_an_address_is_read_in_one_way(url, address):
    assert parse(url) == address


@pytest.mark.parametrize(
    "url",
    [
        *("", "desk.example.org", "ftp://desk.example.org/", "file:///etc/passwd", "https://"),
        *("https://name@desk.example.org/", "https://a:b@desk.example.org/", "https:///path"),
        *("https://desk.example.org:8443/", "https://desk.example.org:0/", "http://a:99999/"),
        *("https://desk.example.org/#part", "https://desk.example.org\\@evil/", "HTTPS://a b/"),
        *("https://desk.example.org/\n", "https://dеsk.example.org/", "http://[::1", "gopher://a"),
        "https://desk.example.org/" + "a" * 2000,
    ],
)
def test_what_could_be_read_otherwise_is_refused(url):
    with pytest.raises(BadAddress):
        parse(url)


@pytest.mark.parametrize("url", REFUSED)
def test_the_corpus_of_bad_addresses_is_refused_before_any_lookup(url):
    with pytest.raises(BadAddress):
        parse(url)


def test_another_port_is_for_machines_that_the_site_names():
    named = {"cms.inside:8080"}
    assert parse("http://cms.inside:8080/hook", trusted=named).port == 8080
    with pytest.raises(BadAddress, match="standard ports"):
        parse("http://cms.inside:8081/hook", trusted=named)

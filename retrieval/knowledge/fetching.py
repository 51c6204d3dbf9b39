"""Pages by URL, without lending anybody our place in the network (server-side request forgery).

An address is resolved once, checked, and connected to as it was checked, so that a name can't change its mind between;
every redirect is a new address. Private, loopback, link-local, metadata and otherwise special ranges are refused.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from retrieval.knowledge.documents import KINDS, MOST_BYTES, DocumentUnreadable, Kind

if TYPE_CHECKING:
    import httpx

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[str]]
MOST_REDIRECTS, CONNECT_S, TOTAL_S = 5, 5.0, 60.0
_AGENT = "malbeot-knowledge/1 (a reader of single pages for their operator)"
_TYPES: Mapping[str, Kind] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "txt",
    "text/markdown": "md",
    "text/x-markdown": "md",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
# Special ranges that `is_global` lets pass, or did on some versions: translated IPv4, benchmarks, old IPv6 site-local.
_REFUSED = tuple(
    ipaddress.ip_network(each)
    for each in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "fec0::/10", "192.88.99.0/24")
)


@dataclass(frozen=True)
class Page:
    """What an address gave. `url`: where it was found at last."""

    url: str
    kind: Kind
    data: bytes


def is_url(text: str) -> bool:
    """Whether a source is an address rather than a path."""
    return bool(re.match(r"[a-z][a-z0-9+.-]*://", text, re.IGNORECASE))


def system_resolve(host: str, port: int) -> list[str]:
    """Every address of a host. Raises OSError."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def _is_literal(host: str) -> bool:
    """An address already; other spellings of numbers (0x7f.1) are the resolver's to read."""
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return False


def is_public(address: str) -> bool:
    """Whether an address belongs to the public internet; an embedded IPv4 address counts too."""
    try:
        found: Address = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    special = (
        found.is_multicast or found.is_reserved or found.is_unspecified or found.is_loopback or found.is_link_local
    )
    return (
        found.is_global and not special and not any(found in each for each in _REFUSED if each.version == found.version)
    )


@dataclass(frozen=True)
class Fetcher:
    """Fetches one page at a time. `resolve`, `allowed`: where addresses come from and which may be connected to."""

    resolve: Resolve = system_resolve
    allowed: Callable[[str], bool] = is_public
    most_bytes: int = MOST_BYTES
    total_s: float = TOTAL_S

    def fetch(self, url: str) -> Page:
        """Raises DocumentUnreadable: refused, unreachable, too large, too slow, not a document."""
        until = time.monotonic() + self.total_s
        for _ in range(MOST_REDIRECTS + 1):
            found = self._asked(url, until)
            if isinstance(found, Page):
                return found
            url = found
        raise DocumentUnreadable(f"it redirects more than {MOST_REDIRECTS} times")

    def _asked(self, url: str, until: float) -> Page | str:
        """The page, or where it redirects to."""
        import httpx

        pinned, host = self._pinned(url)
        left = max(0.1, until - time.monotonic())
        timeout = httpx.Timeout(min(left, 15.0), connect=min(left, CONNECT_S))
        headers = {"Host": host, "User-Agent": _AGENT, "Accept-Encoding": "identity", "Accept": ", ".join(_TYPES)}
        extensions = {"sni_hostname": httpx.URL(url).raw_host.decode("ascii")}
        try:
            # Without the environment: a proxy would resolve the name again, and a netrc lend its passwords.
            with (
                httpx.Client(timeout=timeout, trust_env=False, follow_redirects=False) as client,
                client.stream("GET", pinned, headers=headers, extensions=extensions) as answer,
            ):
                return self._answered(url, answer, until)
        except httpx.HTTPError as error:
            raise DocumentUnreadable(f"it can't be fetched ({type(error).__name__})") from None

    def _pinned(self, url: str) -> tuple[str, str]:
        """The address with its host resolved and checked, and the Host header. Raises DocumentUnreadable."""
        import httpx

        try:
            parts = urlsplit(url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError:
            raise DocumentUnreadable("it is no valid address") from None
        if parts.scheme not in ("http", "https"):
            raise DocumentUnreadable(f"{parts.scheme}:// isn't fetched, only http and https")
        if not parts.hostname or parts.username is not None or parts.password is not None:
            raise DocumentUnreadable("it is no plain address: a host, and no user or password in it")
        try:
            asked = httpx.URL(url)
        except (httpx.InvalidURL, ValueError):
            raise DocumentUnreadable("it is no valid address") from None
        address = self._checked(asked.raw_host.decode("ascii").strip("[]"), port)
        return str(asked.copy_with(host=address, fragment=None)), asked.netloc.decode("ascii")

    def _checked(self, host: str, port: int) -> str:
        """An address of the host. One refused address among several is enough to refuse the host."""
        try:
            addresses = [host] if _is_literal(host) else self.resolve(host, port)
        except (OSError, UnicodeError):
            raise DocumentUnreadable("its host can't be resolved") from None
        if not addresses:
            raise DocumentUnreadable("its host can't be resolved")
        if not all(self.allowed(address) for address in addresses):
            raise DocumentUnreadable("its host lies in a private or special network; copy the file here and add that")
        return addresses[0]

    def _answered(self, url: str, answer: httpx.Response, until: float) -> Page | str:
        if answer.is_redirect:
            return urljoin(url, answer.headers["Location"])
        if answer.status_code != 200:
            raise DocumentUnreadable(f"its server answered {answer.status_code}")
        kind = _kind(answer.headers.get("Content-Type", ""), url)
        if answer.headers.get("Content-Encoding", "identity") not in ("", "identity"):
            raise DocumentUnreadable("its server packs what should come as it is")
        return Page(url, kind, b"".join(self._bounded(answer, until)))

    def _bounded(self, answer: httpx.Response, until: float) -> Iterator[bytes]:
        left = self.most_bytes
        for piece in answer.iter_raw(65_536):
            left -= len(piece)
            if left < 0:
                raise DocumentUnreadable(f"it is larger than {self.most_bytes // 1_000_000} MB")
            if time.monotonic() > until:
                raise DocumentUnreadable(f"it takes more than {self.total_s:.0f} s")
            yield piece


def _kind(content_type: str, url: str) -> Kind:
    named = content_type.partition(";")[0].strip().lower()
    suffix = KINDS.get(f".{urlsplit(url).path.rpartition('.')[2].lower()}")
    if named in ("", "application/octet-stream", "text/plain") and suffix:
        return suffix
    if named in _TYPES:
        return _TYPES[named]
    raise DocumentUnreadable(f"its type {named or '(none)'} is no document: md, txt, html, pdf or docx")

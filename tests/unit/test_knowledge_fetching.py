"""Pages by URL: only from the public internet, by the address that was checked, within bounds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

from retrieval.knowledge.documents import DocumentUnreadable
from retrieval.knowledge.fetching import Fetcher, is_public, is_url

Answer = tuple[int, dict[str, str], bytes]


class Site:
    """A server on loopback; `answer` decides by path. Names resolve to it without any name service."""

    def __init__(self) -> None:
        self.hosts: list[str] = []
        self.asked: list[tuple[str, int]] = []
        self.answer: Callable[[str], Answer] = lambda path: (200, {"Content-Type": "text/html"}, b"<p>hello</p>")
        self.port = 0
        self.addresses = ["127.0.0.1"]

    def resolve(self, host: str, port: int) -> list[str]:
        self.asked.append((host, port))
        return self.addresses if host.endswith("example") else [host]

    def fetcher(self, **bounds: float) -> Fetcher:
        """Lets this loopback through and nothing else that isn't public."""
        return Fetcher(self.resolve, lambda address: address == "127.0.0.1" or is_public(address), **bounds)  # type: ignore[arg-type]

    def url(self, path: str = "/", host: str = "books.example") -> str:
        return f"http://{host}:{self.port}{path}"


@pytest.fixture
def site() -> Iterator[Site]:
    state = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.hosts.append(self.headers["Host"])
            status, headers, body = state.answer(urlsplit(self.path).path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                """The reader has had enough."""

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


def refused(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(DocumentUnreadable) as raised:
        fetcher.fetch(url)
    return raised.value.message


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0",
        "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
        "2001:db8::1", "fec0::1", "fd00:ec2::254", "no address", "",
    ],
)  # fmt: skip
def test_addresses_that_are_not_the_public_internet_are_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses_pass(address: str) -> None:
    assert is_public(address)


def test_an_address_is_told_from_a_path() -> None:
    assert is_url("https://example.org/a.md")
    assert is_url("file:///etc/passwd")
    assert not is_url("/etc/passwd")
    assert not is_url("C:\\books")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("file:///etc/passwd", "only http and https"),
        ("gopher://books.example/", "only http and https"),
        ("http://user:secret@books.example/", "no user or password"),
        ("http:///path", "a host"),
        ("http://books.example:99999/", "no valid address"),
        ("http://127.0.0.1:8000/", "private or special network"),
        ("http://[::1]/", "private or special network"),
        ("http://169.254.169.254/latest/meta-data", "private or special network"),
        ("http://[::ffff:10.0.0.1]/", "private or special network"),
    ],
)
def test_what_must_not_be_fetched_is_refused_without_a_connection(url: str, words: str) -> None:
    assert words in refused(Fetcher(lambda host, port: [host]), url)


def test_numbers_that_mean_an_address_are_checked_as_the_address_they_mean() -> None:
    fetcher = Fetcher(lambda host, port: ["127.0.0.1"])  # what every system makes of 2130706433
    assert "private or special" in refused(fetcher, "http://2130706433/")
    assert "private or special" in refused(fetcher, "http://0x7f.1/")


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    assert "private or special" in refused(Fetcher(lambda host, port: ["8.8.8.8", "10.0.0.1"]), "http://two.example/")


def test_a_host_that_can_not_be_resolved_is_named() -> None:
    def nowhere(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    assert refused(Fetcher(nowhere), "http://gone.example/") == "its host can't be resolved"


@pytest.mark.loopback
def test_a_page_is_fetched_by_the_checked_address_under_its_own_name(site: Site) -> None:
    page = site.fetcher().fetch(site.url("/shop#hours"))
    assert (page.kind, page.data) == ("html", b"<p>hello</p>")
    assert site.hosts == [f"books.example:{site.port}"]
    assert site.asked == [("books.example", site.port)], "resolved once: a name can't change its mind"


@pytest.mark.loopback
@pytest.mark.parametrize(
    ("content_type", "path", "kind"),
    [
        ("text/html; charset=utf-8", "/", "html"),
        ("text/plain", "/a.md", "md"),
        ("text/plain", "/a", "txt"),
        ("application/octet-stream", "/a.pdf", "pdf"),
        ("", "/a.docx", "docx"),
        ("Text/Markdown", "/", "md"),
    ],
)
def test_the_kind_of_a_page_is_its_type_or_its_name(site: Site, content_type: str, path: str, kind: str) -> None:
    site.answer = lambda _: (200, {"Content-Type": content_type}, b"words")
    assert site.fetcher().fetch(site.url(path)).kind == kind


@pytest.mark.loopback
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((404, {"Content-Type": "text/html"}, b""), "answered 404"),
        ((200, {"Content-Type": "image/png"}, b""), "image/png is no document"),
        ((200, {"Content-Type": "application/octet-stream"}, b""), "is no document"),
        ((200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, b"\x1f\x8b"), "packs"),
        ((200, {"Content-Type": "text/html"}, b"x" * 5_000_000), "larger than"),
        ((302, {"Location": "/again"}, b""), "redirects more than 5"),
        ((302, {"Location": "http://169.254.169.254/"}, b""), "private or special network"),
        ((302, {"Location": "//10.0.0.1/"}, b""), "private or special network"),
        ((301, {"Location": "file:///etc/passwd"}, b""), "only http and https"),
    ],
)
def test_a_page_that_can_not_be_taken_says_why(site: Site, answer: Answer, words: str) -> None:
    site.answer = lambda _: answer
    assert words in refused(site.fetcher(most_bytes=1_000_000), site.url())


@pytest.mark.loopback
def test_a_redirect_is_followed_with_a_check_of_its_own(site: Site) -> None:
    site.answer = lambda path: (
        (302, {"Location": f"http://other.example:{site.port}/new"}, b"")
        if path == "/old"
        else (200, {"Content-Type": "text/plain"}, b"moved")
    )
    page = site.fetcher().fetch(site.url("/old"))
    assert page.data == b"moved"
    assert [host for host, _ in site.asked] == ["books.example", "other.example"]


@pytest.mark.loopback
def test_a_server_that_takes_for_ever_is_left(site: Site) -> None:
    assert "takes more than 0 s" in refused(site.fetcher(total_s=0), site.url())

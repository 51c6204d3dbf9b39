"""Serves the phone's files, and nothing but those, at `/`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from aiohttp import web

_HERE = Path(__file__).parent
_TYPES: Mapping[str, str] = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
# Own files only, no inline scripts: words of a bot or a person can't become code even by mistake.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob:; "
    "media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {"Content-Security-Policy": _POLICY, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}


def page_files() -> list[Path]:
    """Every file of the page."""
    return sorted(path for path in _HERE.iterdir() if path.suffix in _TYPES)


def add_page(app: web.Application) -> None:
    """The page's routes: each file by its name, and the page itself at `/`."""
    for path in page_files():
        app.router.add_get(f"/phone/{path.name}", _serve(path))
    app.router.add_get("/", _serve(_HERE / "index.html"))


def _serve(path: Path) -> Callable[[web.Request], Awaitable[web.FileResponse]]:
    headers = {**_HEADERS, "Content-Type": f"{_TYPES[path.suffix]}; charset=utf-8"}

    async def handler(request: web.Request) -> web.FileResponse:
        return web.FileResponse(path, headers=headers)

    return handler

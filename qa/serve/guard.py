"""Who may come in: whoever has the link that was printed, from a page of ours, under our own name.

Any page that a browser shows can send requests to a port of this machine, and so can every other person on it. So each
request must name this server (`Host`, which stops DNS rebinding), must not come from a page of another origin, and must
carry a cookie that only the link gives. The cookie is for a path that nobody else knows, since browsers send the
cookies of a host to all its ports.
"""

import secrets
from collections.abc import Callable

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from qa.safe import one_line

HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), clipboard-read=(), clipboard-write=(self), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "Server": "dossier",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# The terminal in the page writes a style sheet of its own, hence unsafe-inline for styles. The page holds no script.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self' ws://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_NO_KEY = "This needs the link that dossier serve printed last: each link opens the chat in one browser."
_MISDIRECTED = "This server answers under its own address only."
_FOREIGN = "Another page asked for this, and may not."


class Guard:
    """Checks each request to a server on a port. Used by one event loop."""

    def __init__(self, port: int, tell: Callable[[str], None]) -> None:
        """`tell` is given every link, the first one at once, and what goes wrong in a way that nobody foresaw."""
        names = ("127.0.0.1", "localhost")
        self._hosts = {f"{name}:{port}" for name in names} | ({*names} if port == 80 else set())
        self._port, self._tell = port, tell
        self._cookie, self._secret = f"dossier-{port}", secrets.token_urlsafe(32)
        self.home = f"/{secrets.token_urlsafe(16)}/"
        """The path below which everything is."""
        self.link = ""
        """The link that opens the chat in one more browser."""
        self._new_link()

    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer a request only when it may be answered."""
        hosts, origins = request.headers.getall(hdrs.HOST, []), request.headers.getall(hdrs.ORIGIN, [])
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            raise web.HTTPMisdirectedRequest(text=_MISDIRECTED)
        if any(one != f"http://{hosts[0]}" for one in origins) or (_is_upgrade(request) and not origins):
            raise web.HTTPForbidden(text=_FOREIGN)
        shown = request.cookies.get(self._cookie, "")
        if request.path != "/" and not secrets.compare_digest(shown.encode(), self._secret.encode()):
            raise web.HTTPForbidden(text=_NO_KEY)
        try:
            return await handler(request)
        except web.HTTPException:
            raise
        except Exception as error:
            self._tell(one_line(f"unexpected {type(error).__name__}: {error}"))
            raise web.HTTPInternalServerError(text="Something went wrong; the terminal says what.") from error

    async def enter(self, request: web.Request) -> web.StreamResponse:
        """Take the key of the link, once, for the cookie; the address that is shown then has no key."""
        if not secrets.compare_digest(request.query.get("key", "").encode(), self._key.encode()):
            raise web.HTTPForbidden(text=_NO_KEY)
        self._new_link()
        response = web.Response(status=303, headers={hdrs.LOCATION: self.home})
        response.set_cookie(self._cookie, self._secret, path=self.home, httponly=True, samesite="Strict")
        return response

    async def mark(self, request: web.Request, response: web.StreamResponse) -> None:
        """Put the headers on a response that tell the browser what its page may do."""
        response.headers.update(HEADERS)
        response.headers["Content-Security-Policy"] = POLICY.format(host=f"127.0.0.1:{self._port}")

    def _new_link(self) -> None:
        self._key = secrets.token_urlsafe(32)
        self.link = f"http://127.0.0.1:{self._port}/?key={self._key}"
        self._tell(self.link)


def _is_upgrade(request: web.Request) -> bool:
    return hdrs.UPGRADE in request.headers

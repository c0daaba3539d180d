"""The files of a page: a handful, read once, named by what is in them so that a browser may keep them for a year."""

from __future__ import annotations

import hashlib
from html import escape
from json import dumps
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
KEEP = "public, max-age=31536000, immutable"
ASK = "no-cache"


class Assets:
    """Every file of the page, and `version`, which changes when any of them does."""

    def __init__(self, folder: Path) -> None:
        self._files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in TYPES}
        digest = hashlib.sha256()
        for name, content in self._files.items():
            digest.update(name.encode() + b"\0" + content + b"\0")
        self.version = digest.hexdigest()[:16]

    def __contains__(self, name: str) -> bool:
        return name in self._files

    def file(self, request: Request) -> Response:
        """/a/<version>/<name>. A page from before a redeploy gets today's file, but may not keep it under the old name."""
        name = request.path_params["name"]
        content = self._files.get(name)
        if content is None or name.endswith((".html", ".webmanifest")):
            return Response(status_code=404)
        current = request.path_params["version"] == self.version
        return self._respond(request, name, content, KEEP if current else ASK)

    def page(self, request: Request, title: str) -> Response:
        """The chat page with the community's name on it."""
        return self._filled(request, "index.html", escape(title))

    def manifest(self, request: Request, title: str) -> Response:
        """What a phone needs to put the chat on its home screen."""
        return self._filled(request, "manifest.webmanifest", dumps(title, ensure_ascii=False)[1:-1])

    def worker(self, request: Request) -> Response:
        """The service worker. It stands at the root, for it may only serve what lies below it."""
        return self._filled(request, "worker.js", "")

    def _filled(self, request: Request, name: str, title: str) -> Response:
        text = self._files[name].decode().replace("{{version}}", self.version).replace("{{title}}", title)
        return self._respond(request, name, text.encode(), ASK)

    def _respond(self, request: Request, name: str, content: bytes, cache: str) -> Response:
        etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        headers = {"ETag": etag, "Cache-Control": cache}
        if etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(content, headers=headers, media_type=TYPES[Path(name).suffix])

"""The file store: bytes by the hash of their content, in a folder of the data directory."""

from __future__ import annotations

import asyncio
import hashlib
import os
from pathlib import Path


class Files:
    """Keeps files under `folder`, each once. A blob's name is its SHA-256.

    `sharing` is held by whoever saves a blob and writes down whose it is, and by whoever finds that it is nobody's and deletes it:
    otherwise the one could delete what the other has just found to be there already.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._saving = asyncio.Lock()
        self.sharing = asyncio.Lock()

    async def save(self, content: bytes) -> str:
        """Keep the bytes; they are on disk when the name of their blob is returned. Raises OSError (disk full, no permission)."""
        async with self._saving:  # two of the same content would write the same file aside
            return await asyncio.to_thread(self._save, content)

    async def load(self, blob: str) -> bytes:
        """The bytes of a blob. Raises LookupError where there is none of this name."""
        path = self._path(blob)
        try:
            return await asyncio.to_thread(path.read_bytes)
        except FileNotFoundError as error:
            raise LookupError(blob) from error

    async def delete(self, blob: str) -> None:
        """Remove a blob; one that is gone already is fine."""
        await asyncio.to_thread(self._path(blob).unlink, missing_ok=True)

    def _path(self, blob: str) -> Path:
        if len(blob) != 64 or not set(blob) <= set("0123456789abcdef"):
            raise LookupError(blob)
        return self._folder / blob[:2] / blob

    def _save(self, content: bytes) -> str:
        blob = hashlib.sha256(content).hexdigest()
        path = self._path(blob)
        if path.exists():
            return blob
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written aside and renamed, so that a blob is whole or not there, whenever the power goes.
        aside = path.with_suffix(".part")
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.rename(path)
        return blob

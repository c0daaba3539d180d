"""The file store: each blob once, whole or not at all."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from bot.files import Files


async def test_what_is_saved_can_be_loaded_by_the_hash_of_its_content(tmp_path: Path) -> None:
    files = Files(tmp_path / "files")
    blob = await files.save(b"a photo")
    assert blob == hashlib.sha256(b"a photo").hexdigest()
    assert await files.load(blob) == b"a photo"


async def test_the_same_content_is_kept_once(tmp_path: Path) -> None:
    files = Files(tmp_path)
    assert await files.save(b"twice") == await files.save(b"twice")
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


async def test_a_blob_half_written_when_the_power_went_is_written_again(tmp_path: Path) -> None:
    files = Files(tmp_path)
    blob = hashlib.sha256(b"a photo").hexdigest()
    half = tmp_path / blob[:2] / f"{blob}.part"
    half.parent.mkdir()
    half.write_bytes(b"a ph")
    with pytest.raises(LookupError):
        await files.load(blob)
    assert await files.load(await files.save(b"a photo")) == b"a photo"


async def test_what_was_deleted_is_gone_and_may_be_deleted_again(tmp_path: Path) -> None:
    files = Files(tmp_path)
    blob = await files.save(b"a photo")
    for _time in range(2):
        await files.delete(blob)
        with pytest.raises(LookupError):
            await files.load(blob)


@pytest.mark.parametrize("blob", ["", "..", "../../etc/passwd", "A" * 64, "a" * 63, "٣" * 64, "a" * 62 + "/x"])
async def test_a_name_that_is_no_hash_leads_nowhere(blob: str, tmp_path: Path) -> None:
    files = Files(tmp_path)
    with pytest.raises(LookupError):
        await files.load(blob)
    with pytest.raises(LookupError):
        await files.delete(blob)


async def test_where_nothing_can_be_written_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file where the folder should be")
    with pytest.raises(OSError):
        await Files(tmp_path / "files").save(b"a photo")

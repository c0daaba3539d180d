"""What stands at the web chat's door: foreign pages, broken requests, and the headers that protect the person."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fakes.web_house import House, open_house
from tests.fakes.web_resident import WebResident


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as house:
        yield house


@pytest.fixture
async def http(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=house.url, headers={"X-Linli": "1"}, trust_env=False) as http:
        await http.post("/session")
        yield http


async def test_looking_at_the_page_leaves_no_trace(house: House) -> None:
    async with httpx.AsyncClient(base_url=house.url, trust_env=False) as crawler:
        page = await crawler.get("/")
        assert page.status_code == 200
        assert not page.cookies
        assert (await crawler.get("/events")).status_code == 401


async def test_the_page_carries_the_name_and_nothing_inline(house: House) -> None:
    async def title() -> str:
        return "<b>小军山</b> & 邻里"

    house.channel.title = title
    async with httpx.AsyncClient(base_url=house.url, trust_env=False) as http:
        page = await http.get("/")
        manifest = await http.get("/manifest.webmanifest")
    assert "<title>&lt;b&gt;小军山&lt;/b&gt; &amp; 邻里</title>" in page.text
    assert manifest.json()["name"] == "<b>小军山</b> & 邻里"
    assert "<style" not in page.text
    assert " style=" not in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "no-referrer"


async def test_a_browser_keeps_the_files_of_this_version_and_asks_about_the_page(house: House, http: httpx.AsyncClient) -> None:
    version = house.channel.assets.version
    script = await http.get(f"/a/{version}/app.js")
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (await http.get("/a/older/app.js")).headers["cache-control"] == "no-cache"
    page = await http.get("/")
    again = await http.get("/", headers={"If-None-Match": page.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    for name in ("nothing.js", "index.html", "..%2fassets.py", "%2e%2e/assets.py"):
        assert (await http.get(f"/a/{version}/{name}")).status_code == 404


async def test_the_worker_keeps_only_files_that_are_there(house: House, http: httpx.AsyncClient) -> None:
    worker = (await http.get("/worker.js")).text
    names = worker.split("FILES = [")[1].split("]")[0].replace('"', "").replace("\n", "").split(",")
    for name in filter(None, map(str.strip, names)):
        assert (await http.get(f"/a/{house.channel.assets.version}/{name}")).status_code == 200, name


async def test_the_cookie_is_out_of_reach_for_scripts_and_secure_where_the_page_is(tmp_path: Path) -> None:
    async with open_house(tmp_path, public_url="https://linli.example") as house, WebResident(house.url) as zhang:
        cookie = (await zhang.http.post("/session")).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "; secure" in cookie


async def test_the_database_holds_only_the_hash_of_the_token(house: House, http: httpx.AsyncClient, tmp_path: Path) -> None:
    token = http.cookies["linli"].encode()
    assert all(token not in path.read_bytes() for path in tmp_path.iterdir())


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Linli": ""},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/session", "/send", "/upload", "/leave"])
async def test_foreign_pages_can_do_nothing(house: House, http: httpx.AsyncClient, path: str, headers: dict[str, str]) -> None:
    answer = await http.post(path, headers=headers, json={"id": "a1", "text": "转账"})
    assert (answer.status_code, answer.json()) == (403, {"say": "请从社区的聊天页面里发。"})
    assert house.heard == []


async def test_our_own_page_may_name_itself(house: House, http: httpx.AsyncClient) -> None:
    headers = {"Origin": house.url, "Sec-Fetch-Site": "same-origin"}
    assert (await http.post("/send", headers=headers, json={"id": "a1", "text": "你好"})).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"id":"a1"}',
        b'{"id":"a1","text":"   "}',
        b'{"id":"a1","text":"a","tap":"b"}',
        b'{"id":"a1","text":5}',
        b'{"id":"","text":"a"}',
        b'{"id":"a:1","text":"a"}',
        b'{"id":"a1","tap":"b","tapped":"-1"}',
        b'{"id":"a1","tap":"b","tapped":"99999999999999999999999"}',
        b'{"id":"a1","place":{"latitude":91,"longitude":0}}',
        b'{"id":"a1","place":{"latitude":"here"}}',
        b'{"id":"a1","text":"\xff\xfe"}',
        b'{"id":"a1","text":"\\ud800"}',
        b'{"id":"a1","text":"a","extra":1}',
    ],
)
async def test_what_no_page_of_ours_sends_is_turned_away_in_a_sentence(
    house: House, http: httpx.AsyncClient, body: bytes
) -> None:
    answer = await http.post("/send", content=body)
    assert (answer.status_code, answer.json()) == (400, {"say": "这一条没看明白，请把页面刷新一下再试。"})
    assert house.heard == []


async def test_nul_is_dropped_before_anything_is_kept(house: House, http: httpx.AsyncClient) -> None:
    assert (await http.post("/send", content=b'{"id":"a1","text":"\\u0000yoga\\u0000"}')).status_code == 200
    assert house.acts == ["yoga"]


async def test_a_novel_is_turned_away_while_it_streams(house: House, http: httpx.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(200):
            yield b"x" * 1024

    assert (await http.post("/send", json={"id": "a1", "text": "长" * 4001})).status_code == 413
    assert (await http.post("/send", content=b"x" * 70_000)).status_code == 413
    assert (await http.post("/send", content=endless())).status_code == 413
    assert house.heard == []


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "9" * 30, "١٢"])
async def test_a_strange_place_in_the_history_is_turned_away(http: httpx.AsyncClient, after: str) -> None:
    assert (await http.get("/events", params={"after": after})).status_code == 400
    assert (await http.get("/history", params={"before": after})).status_code == 400


async def test_a_form_that_is_none_is_turned_away(http: httpx.AsyncClient) -> None:
    for kind, content in (
        ("text/plain", b"x"),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b"--b\r\nnonsense"),
        ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="id"\r\n\r\na\r\n--b--\r\n'),
    ):
        answer = await http.post("/upload", content=content, headers={"Content-Type": kind})
        assert answer.status_code == 400, kind
        assert answer.json()["say"]


async def test_a_button_of_somebody_else_shows_nothing_of_theirs(house: House, http: httpx.AsyncClient) -> None:
    async with WebResident(house.url) as zhang:
        await zhang.open()
        theirs = zhang.chat[-1]
    answer = await http.post("/send", json={"id": "a1", "tap": "7.1.yoga", "tapped": str(theirs.id)})
    assert answer.status_code == 200
    history = (await http.get("/history", params={"before": 10**9})).json()["messages"]
    assert not [each for each in history if each.get("own")]


@pytest.mark.parametrize("path", ["/nothing", "/send", "/file/x", "/file/%00", "/a/b/c/d", "/%ff"])
async def test_a_wrong_address_gets_a_sentence(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.get(path)
    assert answer.status_code in (404, 405)
    assert answer.json()["say"]


async def test_whatever_is_sent_the_answer_is_clean(house: House, http: httpx.AsyncClient) -> None:
    json_values = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
        max_leaves=8,
    )
    acts = st.dictionaries(st.sampled_from(["id", "text", "tap", "tapped", "contact", "place", "x"]), json_values, max_size=4)
    samples: list[object] = []

    @settings(max_examples=150, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(acts | json_values | st.binary(max_size=60))
    def collect(sample: object) -> None:
        samples.append(sample)

    collect()
    for sample in samples:
        house.now_ms += 1_000
        answer = await (http.post("/send", content=sample) if isinstance(sample, bytes) else http.post("/send", json=sample))
        assert answer.status_code in (200, 400, 413), sample
        assert set(answer.json()) in ({"say"}, {"toast"})

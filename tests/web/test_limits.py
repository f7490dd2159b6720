"""`annotator serve` and clients that keep it waiting, or send what no browser does: raw sockets."""

from __future__ import annotations

import asyncio
import base64
import os
import re
import sys
from contextlib import asynccontextmanager, suppress

import pytest

from annotator.web import connections, server
from annotator.web.server import listen, serve
from tests.helpers.paths import ROOT
from tests.helpers.web_server import PATIENCE, plain

KEY_RECORDER = [sys.executable, str(ROOT / "tests" / "helpers" / "key_recorder.py")]


class Raw:
    """A server in this process, and raw connections to it."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.netloc = re.sub("^http://|/.*", "", address)
        self.cookie = ""

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        host, port = self.netloc.split(":")
        return await asyncio.open_connection(host, int(port))

    async def answer(self, sent: bytes) -> bytes:
        """All that the server answers until it closes the connection."""
        reader, writer = await self.connect()
        writer.write(sent)
        try:
            async with asyncio.timeout(PATIENCE):
                return await reader.read()
        except ConnectionError:
            return b""
        finally:
            writer.close()

    async def enter(self) -> None:
        """Exchange the token for the cookie."""
        path = self.address.partition(self.netloc)[2]
        answer = await self.answer(self.request(path, "Connection: close"))
        self.cookie = re.search(rb"Set-Cookie: ([^;]*)", answer)[1].decode()

    def request(self, path: str, *lines: str) -> bytes:
        head = [f"GET {path} HTTP/1.1", f"Host: {self.netloc}", f"Cookie: {self.cookie}", *lines]
        return "\r\n".join([*head, "", ""]).encode()

    @asynccontextmanager
    async def page(self):
        """A websocket with its app."""
        reader, writer = await self.connect()
        key = base64.b64encode(os.urandom(16)).decode()
        writer.write(
            self.request(
                "/ws", f"Origin: http://{self.netloc}", "Upgrade: websocket", "Connection: Upgrade",
                f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13",
            )
        )  # fmt: skip
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101"), head
        try:
            yield Page(reader, writer)
        finally:
            writer.close()


class Page:
    """Frames to and from a page."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def send(self, payload: bytes, *, first: int = 0x81, mask: bytes = b"\1\2\3\4") -> None:
        """Send a frame. first: its first byte, 0x81 for a text that ends with it."""
        length = len(payload)
        size = bytes([0x80 | length]) if length < 126 else b"\xfe" + length.to_bytes(2, "big")
        masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))
        self.writer.write(bytes([first]) + size + mask + masked)

    async def until(self, text: str) -> str:
        """Read frames until this text has been drawn. Returns all that was drawn."""
        drawn = b""
        async with asyncio.timeout(PATIENCE):
            while text not in plain(drawn.decode("utf-8", "replace")):
                _, length = await self.reader.readexactly(2)
                if length == 126:
                    length = int.from_bytes(await self.reader.readexactly(2), "big")
                drawn += await self.reader.readexactly(length)
        return plain(drawn.decode("utf-8", "replace"))

    async def ended(self) -> bytes:
        """All that is left until the server closes the connection."""
        async with asyncio.timeout(PATIENCE):
            return await self.reader.read()


@asynccontextmanager
async def raw(arguments=KEY_RECORDER):
    addresses: asyncio.Queue[str] = asyncio.Queue()
    serving = asyncio.create_task(
        serve(listen("127.0.0.1", 0), arguments, "raw", addresses.put_nowait)
    )
    try:
        yield Raw(await addresses.get())
    finally:
        serving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await serving


def run(conversation) -> None:
    asyncio.run(conversation())


# ------------------------------------------------------------------------- time and numbers


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: x\r\nX: "])
def test_a_head_that_does_not_come_is_not_waited_for(monkeypatch, capfd, sent):
    monkeypatch.setattr(connections, "HEAD_TIMEOUT", 0.1)

    async def conversation() -> None:
        async with raw() as one:
            assert await one.answer(sent) == b""

    run(conversation)
    assert capfd.readouterr().err == ""


def test_bytes_that_trickle_in_gain_no_time(monkeypatch):
    monkeypatch.setattr(connections, "HEAD_TIMEOUT", 0.2)

    async def conversation() -> None:
        async with raw() as one:
            reader, writer = await one.connect()
            writer.write(b"GET / HTTP/1.1\r\nX: ")
            async with asyncio.timeout(PATIENCE):
                while not writer.is_closing():  # until a byte meets a closed connection
                    writer.write(b"a")
                    await asyncio.sleep(0.01)
            with suppress(ConnectionError):
                assert await reader.read() == b""

    run(conversation)


def test_also_of_a_later_request_on_the_same_connection(monkeypatch):
    monkeypatch.setattr(connections, "HEAD_TIMEOUT", 0.1)

    async def conversation() -> None:
        async with raw() as one:
            await one.enter()
            answer = await one.answer(one.request("/") + b"GET / HT")
            assert answer.startswith(b"HTTP/1.1 200")
            assert answer.endswith(b"</html>")

    run(conversation)


def test_an_open_page_is_not_closed_by_these_limits(monkeypatch):
    monkeypatch.setattr(connections, "HEAD_TIMEOUT", 0.1)

    async def conversation() -> None:
        async with raw() as one:
            await one.enter()
            async with one.page() as page:
                await page.until("ready")
                assert await one.answer(b"") == b""  # this one was closed meanwhile
                page.send(b'["stdin", "k"]')
                await page.until("1 <k>")

    run(conversation)


def test_only_so_many_connections_are_open(monkeypatch, capfd):
    monkeypatch.setattr(connections, "MOST_CONNECTIONS", 3)

    async def conversation() -> None:
        async with raw() as one:
            await one.enter()
            held = [await one.connect() for _ in range(3)]
            await asyncio.sleep(0)
            assert await one.answer(one.request("/")) == b""
            held[0][1].close()
            await held[0][1].wait_closed()
            async with asyncio.timeout(PATIENCE):
                while not await one.answer(one.request("/", "Connection: close")):
                    await asyncio.sleep(0.01)
            for _, writer in held:
                writer.close()

    run(conversation)
    assert capfd.readouterr().err == ""


def test_only_so_many_pages_run_an_app(monkeypatch, capfd):
    monkeypatch.setattr(server, "MOST_PAGES", 1)

    async def conversation() -> None:
        async with raw() as one:
            await one.enter()
            async with one.page() as first:
                await first.until("ready")
                async with one.page() as second:
                    await second.until("pages are open, and each runs an app of its own")
                    second.send(b"", first=0x88)
                    await second.ended()
                first.send(b'["stdin", "k"]')
                await first.until("1 <k>")
            async with asyncio.timeout(PATIENCE):
                while True:  # the app of the first ends
                    async with one.page() as third:
                        if "ready" in await third.until("r"):
                            break
                    await asyncio.sleep(0.05)

    run(conversation)
    assert capfd.readouterr().err == ""


# ------------------------------------------------------------------------- bad bytes

BAD_REQUESTS = [
    b"\0\0\0\0\r\n\r\n", b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03", b"GET\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nHost\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"GET / HTTP/1.1\r\n: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: \xff\xfe\r\n\r\n", b"GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET //[/ws HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /%ff%00?token=%ff HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 1_000 + b"\r\n",
    b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    b"POST / HTTP/1.1\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
    b"GET /ws HTTP/1.1\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", b"<policy-file-request/>\0",
]  # fmt: skip


@pytest.mark.parametrize("entered", [False, True])
def test_a_bad_request_leaves_no_traceback_and_the_server_works(monkeypatch, capfd, entered):
    monkeypatch.setattr(connections, "HEAD_TIMEOUT", 0.3)

    async def conversation() -> None:
        async with raw() as one:
            if entered:
                await one.enter()
                cookie = f"\r\nHost: {one.netloc}\r\nCookie: {one.cookie}\r\n".encode()
            for bad in BAD_REQUESTS:
                sent = bad
                if entered:
                    sent = bad.replace(b"Host: x\r\n", b"").replace(b"\r\n", cookie, 1)
                answer = await one.answer(sent)
                status = answer[9:12]
                assert status in {b"", b"200", b"400", b"403", b"404", b"405"}, (bad, answer)
            if not entered:
                await one.enter()
            assert b" 200 OK" in await one.answer(one.request("/", "Connection: close"))

    run(conversation)
    assert capfd.readouterr().err == ""


BAD_MESSAGES = [
    b"", b"{", b"null", b"7", b'"stdin"', b"{}", b"[]", b"[[]]", b'["stdin"]', b'["stdin", 7]',
    b'["stdin", null]', b'["stdin", ["a"]]', b'["resize"]', b'["resize", 7]', b'["resize", {}]',
    b'["resize", {"width": null, "height": "x"}]', b'["resize", {"width": 1e999, "height": 1}]',
    b'["ping"]', b'["ping", {"a": [1]}]', b'["none", 1]', b'["blur", 1, 2]', b"[" * 60_000,
    b"1" * 10_000, b'["stdin", "\\ud800"]', b'{"0": "stdin", "1": "x"}', b"[NaN]",
    b'["resize", {"width": -5, "height": 99999999999999999999}]',
]  # fmt: skip


def test_a_bad_message_is_dropped_and_the_page_goes_on(capfd):
    async def conversation() -> None:
        async with raw() as one:
            await one.enter()
            async with one.page() as page:
                await page.until("ready")
                for bad in BAD_MESSAGES:
                    page.send(bad)
                    page.send(bad, first=0x82)
                page.send(b'["resize", {"width": 80, "height": 24}]')
                page.send(b'["stdin", "k"]')
                await page.until("<k>")

    run(conversation)
    assert capfd.readouterr().err == ""


BAD_FRAMES = {
    "unknown opcode": b"\x83\x80\0\0\0\0", "reserved bits": b"\xf1\x80\0\0\0\0",
    "not masked": b"\x81\x05hello", "not UTF-8": b"\x81\x82\0\0\0\0\xff\xfe",
    "a long ping": b"\x89\xfe\x01\0\0\0\0\0" + b"a" * 256, "huge": b"\x81\xff" + b"\x7f" * 12,
    "a continuation of nothing": b"\x80\x80\0\0\0\0", "a close of one byte": b"\x88\x81\0\0\0\0a",
    "a bad close code": b"\x88\x82\0\0\0\0\0\x01", "half of one": b"\x81\xfe\x10",
    "fragments without end": b"\x01\x81\0\0\0\0a" * 1_000 + b"\x81\x80\0\0\0\0",
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_FRAMES)
def test_a_bad_frame_closes_its_page_and_nothing_else(capfd, name):
    async def conversation() -> None:
        async with raw() as one:
            await one.enter()
            async with one.page() as other, one.page() as page:
                await other.until("ready")
                await page.until("ready")
                page.writer.write(BAD_FRAMES[name])
                page.writer.write_eof()
                await page.ended()
                other.send(b'["stdin", "k"]')
                await other.until("1 <k>")

    run(conversation)
    assert capfd.readouterr().err == ""


def test_an_app_that_cannot_be_started_is_shown_in_the_page(tmp_path, capfd):
    async def conversation() -> None:
        async with raw([str(tmp_path / "none")]) as one:
            await one.enter()
            async with one.page() as page:
                await page.until("the app cannot be started: No such file or directory")

    run(conversation)
    assert capfd.readouterr().err == ""

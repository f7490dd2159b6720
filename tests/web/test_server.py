"""`annotator serve`: access, security headers, and the end of every app process."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from click.testing import CliRunner

from annotator.cli import main
from annotator.errors import AnnotatorError
from annotator.store import Store
from annotator.tui.actions.key_table import ACTIONS
from annotator.web.server import listen, serve
from tests.helpers.paths import ROOT
from tests.helpers.web_server import (
    PATIENCE,
    Served,
    browsing,
    children,
    is_running,
    page,
    served,
)

ONE_PAGE = ("/", "/ws", "/static/js/textual.js", "/static/css/xterm.css", "/page/page.js", "/none")
BYTES = {
    "space": " ", "enter": "\r", "tab": "\t", "shift+tab": "\x1b[Z", "backspace": "\x7f",
    "escape": "\x1b", "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
    "shift+right": "\x1b[1;2C", "shift+left": "\x1b[1;2D", "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~", "home": "\x1b[H", "end": "\x1b[F", "delete": "\x1b[3~",
}  # fmt: skip
"""The bytes that a terminal sends for keys that type no character."""

posix = pytest.mark.skipif(os.name != "posix", reason="signals and ps are POSIX")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server for the tests that do not use its token."""
    with served(tmp_path_factory.mktemp("served")) as one:
        yield one


def run(conversation) -> None:
    asyncio.run(conversation())


async def ended(pids: list[int]) -> None:
    async with asyncio.timeout(PATIENCE):
        while any(map(is_running, pids)):
            await asyncio.sleep(0.02)


# ---------------------------------------------------------------------- access


def test_the_address_gives_one_browser_access_once(tmp_path):
    async def conversation() -> None:
        with served(tmp_path / "project") as server:
            async with browsing() as first, browsing() as second:
                wrong = f"{server.origin}/?token={'x' * 43}"
                assert (await first.get(wrong)).status == 403
                assert (await first.get(f"{server.origin}/?token=%C3%A9%00")).status == 403
                assert (await first.head(server.url)).status == 403  # HEAD keeps the token
                entered = await first.get(server.url, allow_redirects=False)
                assert (entered.status, entered.headers["Location"]) == (303, "/")
                given = entered.headers["Set-Cookie"]
                assert "HttpOnly" in given
                assert "SameSite=Strict" in given
                assert "Max-Age" not in given
                refused = await second.get(server.url)
                assert refused.status == 403
                assert "once, in one browser" in await refused.text()
                again = await first.get(server.url)
                assert (again.status, str(again.url)) == (200, f"{server.origin}/")

    run(conversation)


@pytest.mark.parametrize("path", ONE_PAGE)
def test_without_the_cookie_nothing_is_served(server, path):
    async def conversation() -> None:
        async with browsing() as browser:
            assert (await browser.get(f"{server.origin}{path}")).status == 403
            forged = {"Cookie": f"annotator-{server.netloc.rpartition(':')[2]}=forged"}
            assert (await browser.get(f"{server.origin}{path}", headers=forged)).status == 403

    run(conversation)


def test_the_cookie_is_set_after_a_link_on_another_site(tmp_path):
    async def conversation() -> None:
        with served(tmp_path / "project") as server:
            async with browsing() as browser:
                linked = {"Sec-Fetch-Site": "cross-site"}
                entered = await browser.get(server.url, headers=linked)
                assert entered.headers["Refresh"] == "0; url=/"
                assert (await browser.get(server.origin)).status == 200

    run(conversation)


@asynccontextmanager
async def authenticated(server: Served):
    async with browsing() as browser:
        assert (await browser.get(server.url)).status == 200
        yield browser


def test_wrong_hosts_and_origins_are_refused_even_with_the_cookie(tmp_path):
    async def conversation() -> None:
        with served(tmp_path / "project") as server:
            port = server.netloc.rpartition(":")[2]
            async with authenticated(server) as browser:
                for host in (f"evil.example:{port}", "127.0.0.1", f"localhost:{port}", ""):
                    for path in ONE_PAGE:
                        asked = await browser.get(server.origin + path, headers={"Host": host})
                        assert asked.status == 403, (host, path)
                origins = (
                    "https://evil.example", f"https://127.0.0.1:{port}", "http://127.0.0.1:1",
                    f"http://localhost:{port}", f"http://127.0.0.1:{port}.evil.example", "null",
                    None,
                )  # fmt: skip
                for origin in origins:
                    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                        await browser.ws_connect(f"{server.origin}/ws", origin=origin)
                    assert refused.value.status == 403, origin
                assert server.apps() == []

    run(conversation)


def test_every_answer_forbids_requests_to_other_servers(tmp_path):
    async def conversation() -> None:
        with served(tmp_path / "project") as server:
            async with browsing() as browser:
                answers = [await browser.get(server.origin)]
                answers += [await browser.get(server.url, allow_redirects=False)]
                answers += [await browser.get(server.origin + path) for path in ONE_PAGE]
                assert {200, 303, 400, 403, 404} >= {one.status for one in answers}
                for answer in answers:
                    policy = answer.headers["Content-Security-Policy"]
                    assert policy.startswith("default-src 'none'; script-src 'self';")
                    assert f"connect-src 'self' ws://{server.netloc};" in policy
                    assert answer.headers["X-Content-Type-Options"] == "nosniff"
                    assert answer.headers["X-Frame-Options"] == "DENY"
                    assert answer.headers["Referrer-Policy"] == "no-referrer"
                    assert answer.headers["Cache-Control"] == "no-store"

    run(conversation)


def test_the_page_names_no_other_server(tmp_path):
    async def conversation() -> None:
        with served(tmp_path / "project") as server:
            async with authenticated(server) as browser:
                for path in ONE_PAGE[2:-1]:
                    text = await (await browser.get(server.origin + path)).text()
                    asked = re.findall(r"(?:@import|url\(|src=|href=)\s*[\"']?(?:https?:)?//", text)
                    assert asked == [], path
                text = await (await browser.get(server.origin)).text()
                assert "http:" not in text
                assert "https:" not in text

    run(conversation)


# ------------------------------------------------------------------ the app


def test_keys_decide_and_quitting_ends_the_process(tmp_path):
    async def conversation() -> None:
        with served(tmp_path / 'it\'s a "project"; $(exit 3)') as server:
            async with authenticated(server) as browser, page(browser, server) as shown:
                await shown.until("Tevik falsely described")
                assert "38;2;" in shown.drawn  # colours, though the server's terminal has none
                apps = server.apps()
                await shown.type("a")
                await shown.until("✓")
                await shown.type("A ")
                await shown.until("1/3 finished")
                await shown.type("q")
                assert (await shown.socket.receive()).type is not None
                await ended(apps)
            with Store.open(server.database) as store:
                assert store.annotators.progress("ann").finished == 1

    run(conversation)


def test_a_closed_page_ends_its_process_and_the_next_page_resumes(tmp_path):
    async def conversation() -> None:
        with served(tmp_path / "project") as server:
            async with authenticated(server) as browser:
                async with page(browser, server) as shown:
                    await shown.until("sentence 1/3")
                    await shown.type("j")
                    await shown.until("sentence 2/3")
                    apps = server.apps()
                await ended(apps)
                async with page(browser, server) as shown:
                    await shown.until("sentence 2/3")

    run(conversation)


def test_two_pages_of_one_annotator_both_keep_what_they_decide(tmp_path):
    async def conversation() -> None:
        with served(tmp_path / "project") as server:
            async with (
                authenticated(server) as browser,
                page(browser, server) as one,
                page(browser, server) as other,
            ):
                await one.until("sentence 1/3")
                await other.until("sentence 1/3")
                await one.type("A ")
                await one.until("1/3 finished")
                await other.type("jf")
                await other.until("flagged")
                await other.type(" ")
                await other.until("2/3 finished")
            with Store.open(server.database) as store:
                assert store.annotators.progress("ann").finished == 2

    run(conversation)


def test_a_page_shows_why_its_app_did_not_start(tmp_path):
    async def conversation() -> None:
        with served(tmp_path / "project") as server:
            (tmp_path / "project" / "labels.yaml").unlink()
            async with authenticated(server) as browser, page(browser, server) as shown:
                await shown.until("there is no label file")
                assert (await shown.socket.receive()).type is aiohttp.WSMsgType.CLOSE

    run(conversation)


def test_every_key_of_the_table_arrives_by_its_name():
    keys = sorted({key for action in ACTIONS for key in action.keys})

    async def conversation() -> None:
        async with (
            recorder() as server,
            authenticated(server) as browser,
            page(browser, server) as shown,
        ):
            await shown.until("ready")
            for number, key in enumerate(keys, 1):
                await shown.type(BYTES[key] if len(key) > 1 else key)
                await shown.until(f"{number} <{key}>")

    run(conversation)


@asynccontextmanager
async def recorder():
    """A server in this process, whose app shows the name of each key."""
    addresses: asyncio.Queue[str] = asyncio.Queue()
    arguments = [sys.executable, str(ROOT / "tests" / "helpers" / "key_recorder.py")]
    serving = asyncio.create_task(
        serve(listen("127.0.0.1", 0), arguments, "keys", addresses.put_nowait)
    )
    yield Served(None, await addresses.get(), Path())
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving


# ---------------------------------------------------------------- the process


@posix
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_the_server_and_its_apps(tmp_path, how):
    async def conversation() -> None:
        with served(tmp_path / "project") as server:
            async with authenticated(server) as browser, page(browser, server) as shown:
                await shown.until("sentence 1/3")
                apps = server.apps()
                assert len(apps) == 1
                server.process.send_signal(how)
                while (await shown.socket.receive()).type != aiohttp.WSMsgType.CLOSE:
                    pass
                assert await asyncio.to_thread(server.process.wait, PATIENCE) == 0
                assert not any(map(is_running, apps))
            assert "Traceback" not in server.process.stderr.read()

    run(conversation)


@posix
def test_a_killed_server_leaves_no_app(tmp_path):
    async def conversation() -> None:
        with served(tmp_path / "project") as server:
            async with authenticated(server) as browser, page(browser, server) as shown:
                await shown.until("sentence 1/3")
                apps = server.apps()
                assert len(apps) == 1
                server.process.kill()
                await ended(apps)

    run(conversation)


@posix
def test_an_app_that_does_not_end_is_killed(monkeypatch):
    monkeypatch.setattr("annotator.web.server.GRACE", 0.1)
    unresponsive = "import time; print('__GANGLION__', flush=True); time.sleep(600)"

    async def conversation() -> None:
        addresses: asyncio.Queue[str] = asyncio.Queue()
        arguments = [sys.executable, "-c", unresponsive]
        serving = asyncio.create_task(
            serve(listen("127.0.0.1", 0), arguments, "unresponsive", addresses.put_nowait)
        )
        server = Served(None, await addresses.get(), Path())
        async with authenticated(server) as browser:
            async with page(browser, server):
                while not (apps := unresponsive_apps()):
                    await asyncio.sleep(0.02)
            await ended(apps)
        serving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await serving

    def unresponsive_apps() -> list[int]:
        return [pid for pid in children(os.getpid()) if b"GANGLION" in command_of(pid)]

    def command_of(pid: int) -> bytes:
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return b""

    if not Path("/proc/self/cmdline").exists():
        pytest.skip("needs /proc")
    run(conversation)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.7", "example.org", ""])
def test_no_other_host_is_listened_on(host):
    with pytest.raises(AnnotatorError, match="ssh -L"):
        listen(host, 0)


def test_only_loopback_is_listened_on():
    with listen("127.0.0.1", 0) as one, listen("localhost", 0) as other:
        assert one.getsockname()[0] == other.getsockname()[0] == "127.0.0.1"


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6")
def test_ipv6_loopback_is_served_on_request(tmp_path):
    async def conversation() -> None:
        with served(tmp_path / "project", "--host", "::1") as server:
            assert server.origin.startswith("http://[::1]:")
            async with authenticated(server) as browser, page(browser, server) as shown:
                await shown.until("sentence 1/3")

    run(conversation)


def test_a_port_in_use_is_reported():
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AnnotatorError, match=f"port {port} .* choose another by --port"):
            listen("127.0.0.1", port)


def test_without_its_packages_serve_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr("annotator.cli.serve.find_spec", lambda name: None)
    done = CliRunner().invoke(main, ["-p", str(tmp_path), "serve"])
    assert isinstance(done.exception, AnnotatorError)
    assert "pip install 'framing-annotator[serve]'" in str(done.exception)


def test_the_browser_is_opened_on_request(monkeypatch, tmp_path):
    opened = []
    monkeypatch.setattr("webbrowser.open", lambda url: opened.append(url) or end())

    def end() -> bool:
        os.kill(os.getpid(), signal.SIGINT)
        return True

    with served(tmp_path / "project"):
        pass
    options = ["-p", str(tmp_path / "project"), "-a", "ann"]
    done = CliRunner().invoke(main, [*options, "serve", "--open"])
    assert done.exit_code == 0
    assert opened == [done.stdout.strip()]
    assert opened[0].startswith("http://127.0.0.1:")

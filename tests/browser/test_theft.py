"""What a planted script, a stolen cookie and a page around ours get: nothing (threat 4)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import Browser, expect

from services.console.sessions import COOKIE
from tests.browser.conftest import SignedIn
from tests.contracts.consoles import asked
from tests.reading_town import ReadingTown

STREAM = {"Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "cors", "Accept": "text/event-stream"}
PLANTED = "<img src=x onerror='window.stolen=1'><script>window.stolen=1</script>"


def test_a_script_in_a_name_is_text_and_one_in_the_page_does_not_run(
    town: ReadingTown, sign_in: SignedIn
) -> None:
    _, case = asked(town, "planted", PLANTED)
    town.settle()
    page = sign_in(complaining=True)
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
    for path in ("/", f"/households/case/{case}"):
        page.goto(path)
        assert page.evaluate("window.stolen") is None
    assert PLANTED in page.inner_text("main")
    # Even if one of our pages let a script in as markup, the browser would not run it.
    page.evaluate(
        """async () => {
            const planted = document.createElement("script");
            planted.textContent = "window.stolen = 1";
            document.body.append(planted);
            const handler = document.createElement("div");
            handler.innerHTML = "<img src=x onerror='window.stolen=1'>";
            document.body.append(handler);
            const elsewhere = document.createElement("script");
            elsewhere.src = "http://192.0.2.1/steal.js";
            document.body.append(elsewhere);
            await handler.firstChild.decode().catch(() => null);
        }"""
    )
    assert page.evaluate("window.stolen") is None
    assert sum("Content Security Policy" in each for each in refused) >= 3


def test_no_script_reads_the_cookie_and_signing_out_ends_every_copy(
    browser: Browser, address: str, sign_in: SignedIn
) -> None:
    page = sign_in()
    assert COOKIE not in page.evaluate("document.cookie")
    (cookie,) = (each for each in page.context.cookies() if each.get("name") == COOKIE)
    value = cookie.get("value") or ""
    page.get_by_role("button", name="サインアウト").click()
    expect(page.get_by_label("職員ID")).to_be_visible()

    thief = browser.new_context(base_url=address)
    thief.add_cookies([{"name": COOKIE, "value": value, "url": address}])
    answer = thief.request.get("/board/events", headers=STREAM)
    board = thief.new_page()
    board.goto("/")

    assert answer.status == 401
    expect(board.get_by_label("職員ID")).to_be_visible()
    thief.close()


def test_a_session_that_was_there_before_the_sign_in_is_another_after_it(
    sign_in: SignedIn,
) -> None:
    page = sign_in()
    before = page.context.cookies()
    page.get_by_role("button", name="サインアウト").click()
    planted = page.context.cookies()
    page.get_by_label("職員ID").fill("u-2")
    page.get_by_role("button", name="サインイン").click()
    expect(page.locator("#heading")).to_be_visible()
    known = {each.get("value") for each in (*before, *planted)}
    (after,) = (each for each in page.context.cookies() if each.get("name") == COOKIE)
    assert after.get("value") not in known


@contextmanager
def _around(address: str) -> Iterator[str]:
    """Another site, with the console in a frame and a form that posts to it."""
    text = (
        f"<iframe id=f src='{address}/'></iframe>"
        f"<form method=post action='{address}/sign-out'><button>go</button></form>"
    ).encode()

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: object) -> None:
            """The test's own output is no place for it."""

    with HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


@pytest.mark.usefixtures("town")
def test_no_other_site_frames_the_console_or_posts_to_it(address: str, sign_in: SignedIn) -> None:
    page = sign_in(complaining=True)
    with _around(address) as elsewhere:
        page.goto(elsewhere)
        frame = page.frames[1]
        assert frame.locator("#heading").count() == 0
        with page.expect_navigation() as posted:
            page.get_by_role("button", name="go").click()
    # The browser kept the cookie to itself, so nobody was signed in, and nobody is signed out.
    assert posted.value.url == f"{address}/sign-in"
    page.goto(f"{address}/")
    expect(page.locator("#heading")).to_be_visible()

"""The machine's own Chromium, driven by Playwright; nothing is downloaded."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

REQUIRE = "ENISHI_REQUIRE_BROWSER"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_BROWSER = pytest.StashKey[str]()


def browser_path() -> str | None:
    """Where the browser is, if there is one."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def require_browser(config: pytest.Config) -> str:
    """Its path; skip, and say why at the end of the run too; with ENISHI_REQUIRE_BROWSER=1 fail."""
    path = browser_path()
    if path is not None:
        return path
    reason = "no browser tests: Chromium is missing; install the package chromium"
    if os.environ.get(REQUIRE) == "1":
        pytest.fail(f"{REQUIRE}=1, but {reason}", pytrace=False)
    config.stash[NO_BROWSER] = reason
    pytest.skip(reason)


@contextmanager
def chromium(path: str) -> Iterator[Browser]:
    """A running browser."""
    with sync_playwright() as playwright:
        # A container's root has no sandbox of its own to offer.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        try:
            yield browser
        finally:
            browser.close()

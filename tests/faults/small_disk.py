"""A disk of a few megabytes under one folder of a world, which can be filled and made larger."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[SmallDisk]:
    """A tmpfs of that size at ``folder``; skips where mounting is not permitted."""
    folder.mkdir(parents=True, exist_ok=True)
    mounted = _run("mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder))
    if mounted.returncode != 0:
        pytest.skip(f"disk-full tests need the right to mount a tmpfs: {mounted.stderr.strip()}")
    try:
        yield SmallDisk(folder)
    finally:
        _run("umount", "--lazy", str(folder))


class SmallDisk:
    """The mounted disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def enlarge(self, megabytes: int) -> None:
        """Give it more space while it is in use."""
        done = _run("mount", "-o", f"remount,size={megabytes}m", str(self._folder))
        assert done.returncode == 0, done.stderr


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)

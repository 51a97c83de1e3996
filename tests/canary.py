"""Where words lie in the bytes of files: a canary must lie nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "shift_jis", "unicode_escape")


def needles(words: Iterable[str]) -> list[tuple[bytes, str]]:
    """Every way in which a word may lie in bytes, and the word."""
    return [(word.encode(encoding), word) for word in words for encoding in ENCODINGS]


def words_in(content: bytes, wanted: Iterable[tuple[bytes, str]]) -> set[str]:
    """Which of the words the bytes hold."""
    return {word for needle, word in wanted if needle in content}


def words_in_files(folder: Path, words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(file, which word) for every file below the folder that holds one of them."""
    wanted = needles(words)
    for path in folder.rglob("*"):
        if path.is_file():
            yield from ((str(path), word) for word in words_in(path.read_bytes(), wanted))

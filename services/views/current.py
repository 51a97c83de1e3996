"""Which file is the view in service: a link that a rebuild swaps in one step."""

from __future__ import annotations

from pathlib import Path

LINK = "current"


def current_file(folder: Path, view: str) -> Path:
    """The file in service of a view, naming the first one where there is none yet."""
    link = folder / view / LINK
    if link.is_symlink():
        return folder / view / link.readlink()
    link.parent.mkdir(parents=True, exist_ok=True)
    first = link.parent / "1.db"
    put_in_service(first)
    return first


def next_file(folder: Path, view: str) -> Path:
    """A file name not used before, beside the one in service."""
    taken = [int(path.stem) for path in (folder / view).glob("*.db") if path.stem.isdigit()]
    return folder / view / f"{max(taken, default=0) + 1}.db"


def put_in_service(file: Path) -> None:
    """Make ``file`` the one in service; readers see the old or the new, never neither."""
    staged = file.parent / f"{LINK}.new"
    staged.unlink(missing_ok=True)
    staged.symlink_to(file.name)
    staged.replace(file.parent / LINK)

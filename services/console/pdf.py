"""A print page as a file: PDF, tagged so that it can be read aloud too (ISO 14289-1, PDF/UA)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from services.console.page import STATIC_FOLDER

MEDIA_TYPE: Final = "application/pdf"
STYLES: Final = STATIC_FOLDER / "print.css"
_VARIANT: Final = "pdf/ua-1"
_FROM_NOWHERE: Final[tuple[str, ...]] = ()


class PdfMissing(Exception):
    """This machine lacks what lays a page out: the README lists Debian's packages."""


def pdf_maker() -> Callable[[str], bytes]:
    """What makes a PDF, its fonts embedded, of the HTML of a page. It fetches nothing: whatever a
    page needs is in it. A page takes it a second or so, so it is called on a thread.

    Raises PdfMissing.
    """
    try:
        # Importing it opens Pango, which a machine that prints nothing need not have.
        from weasyprint import CSS, HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:
        raise PdfMissing from error
    nothing = URLFetcher(allowed_protocols=_FROM_NOWHERE)

    def made(html: str) -> bytes:
        styles = CSS(string=STYLES.read_text(encoding="utf-8"), url_fetcher=nothing)
        page = HTML(string=html, url_fetcher=nothing)
        return page.write_pdf(stylesheets=[styles], pdf_variant=_VARIANT)

    return made

"""Pages of published PDF files as pictures: drawn when asked for, a few at a time, then kept."""

import hashlib
import logging
import threading
from collections import OrderedDict
from typing import Final

from ingest.documents import StoredDocument
from ingest.errors import CorpusError, FileRefused
from ingest.originals import Originals
from ingest.page_picture import PagePicture, draw_page

KEPT_BYTES: Final = 64 * 1024**2
KEPT_PAGES: Final = 1_000  # those that cannot be drawn have no size, and are remembered too
DRAWN_AT_ONCE: Final = 2
SECONDS_TO_WAIT: Final = 8.0
PDF: Final = b"%PDF-"
PDF_WITHIN: Final = 1024  # bytes: readers forgive what stands before it

log = logging.getLogger(__name__)


class DrawingBusy(CorpusError):
    """Too many pages are being drawn right now."""


class DrawnPages:
    """The pictures of pages, in memory only: nothing of an erased document is left on the disk."""

    def __init__(
        self,
        originals: Originals,
        *,
        kept_bytes: int = KEPT_BYTES,
        at_once: int = DRAWN_AT_ONCE,
        patience: float = SECONDS_TO_WAIT,
    ) -> None:
        """Keep the originals to draw from; `patience` is how long a page waits for its turn."""
        self._originals = originals
        self._kept_bytes = kept_bytes
        self._places = threading.BoundedSemaphore(at_once)
        self._patience = patience
        self._lock = threading.Lock()
        self._pages: OrderedDict[tuple[str, int], PagePicture | None] = OrderedDict()

    def page(self, document: StoredDocument, number: int) -> PagePicture | None:
        """The page of this version, None when it cannot be drawn; raises DrawingBusy."""
        key = (document.content_hash, number)
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
                return self._pages[key]
        if not self._places.acquire(timeout=self._patience):
            raise DrawingBusy("Too many pages are being drawn.")
        try:
            with self._lock:
                if key in self._pages:  # drawn for someone else meanwhile
                    return self._pages[key]
            data = self._originals.read(document.id)
            is_pdf = PDF in data[:PDF_WITHIN]
            if not is_pdf or hashlib.sha256(data).hexdigest() != document.content_hash:
                return None  # not kept, or replaced since: the next request sees the new version
            return self._keep(key, _drawn(data, number, document.name))
        finally:
            self._places.release()

    def _keep(self, key: tuple[str, int], drawn: PagePicture | None) -> PagePicture | None:
        with self._lock:
            self._pages[key] = drawn
            size = sum(page.size for page in self._pages.values() if page)
            while len(self._pages) > 1 and (
                size > self._kept_bytes or len(self._pages) > KEPT_PAGES
            ):
                _, dropped = self._pages.popitem(last=False)
                size -= dropped.size if dropped else 0
        return drawn


def _drawn(data: bytes, number: int, name: str) -> PagePicture | None:
    try:
        return draw_page(data, number, name=name)
    except FileRefused as refusal:
        log.warning("page %d is not drawn: %s", number, refusal)
        return None

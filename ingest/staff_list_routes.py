"""Routes of the staff page over all documents: the list, what needs staff, the log."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from ingest.digest import TITLES, make_digest
from ingest.staff_access import SignedIn
from ingest.staff_door import HOME
from ingest.staff_list import Filters, closing, matching
from ingest.staff_pages import reader_language
from ingest.staff_services import StaffServices

STATES: Final = ("draft", "published", "withdrawn")
STATUSES: Final = ("in_force", "closed", "suspended")
DATES: Final = ("closing", "expired", "unknown")
LINES_SHOWN: Final = 500


def build_list_routes(services: StaffServices) -> APIRouter:
    """The routes; all of them need a session."""
    router = APIRouter(prefix=HOME)
    pages = services.pages

    @router.get("")
    def show_documents(request: Request, session: SignedIn) -> Response:
        return pages.page(request, "documents", _list(services, request))

    @router.get("/digest")
    def show_digest(request: Request, session: SignedIn) -> Response:
        digest = make_digest(services.drafts, now=datetime.now(UTC))
        language = reader_language(request)
        values = {"digest": digest, "titles": TITLES[language], "text": digest.text(language)}
        return pages.page(request, "digest", values)

    @router.get("/audit")
    def show_audit(request: Request, session: SignedIn) -> Response:
        lines = services.drafts.audit.rows()[-LINES_SHOWN:]
        return pages.page(request, "audit", {"lines": lines[::-1]})

    @router.get("/audit.csv")
    def export_audit(session: SignedIn) -> Response:
        name = {"Content-Disposition": 'attachment; filename="audit.csv"'}
        # The sign at the front tells a spreadsheet that the letters are UTF-8.
        text = f"\N{BYTE ORDER MARK}{services.drafts.audit.csv()}"
        return PlainTextResponse(text, media_type="text/csv", headers=name)

    return router


def _list(services: StaffServices, request: Request) -> dict[str, Any]:
    """What the list shows: the documents that fit the filters, and the values to filter by."""
    now, asked = datetime.now(UTC), request.query_params
    filters = Filters(**{name: asked.get(name, "")[:200] for name in asdict(Filters())})
    everything = services.drafts.documents()
    found = matching(everything, filters, now=now)
    programmes = {document.stored.edition.programme for document in everything} - {""}
    return {
        "documents": [(document, closing(document.stored.edition, now)) for document in found],
        "any": bool(everything),
        "filters": filters,
        "programmes": sorted(programmes, key=str.casefold),
        "states": STATES,
        "statuses": STATUSES,
        "dates": DATES,
    }

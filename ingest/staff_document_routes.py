"""Routes of the staff page that show one document: what was understood, a trial, the file."""

from pathlib import PurePosixPath
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from ingest.contradictions import contradictions
from ingest.edition_diff import PassageChange, changed_passages
from ingest.errors import DocumentNotFound
from ingest.preview import Preview, preview, warning_text
from ingest.staff_access import OwnForm, SignedIn, field
from ingest.staff_door import HOME
from ingest.staff_pages import back_to, reader_language, say
from ingest.staff_services import StaffServices
from ingest.staff_trial import TrialDocument, TrialNotReady

# The fields of the form in its order, those that are nearly always wanted first.
FIELDS: Final = (
    "title programme edition language status opens closes valid_from valid_until supersedes twin "
    "audience region publisher published source source_kind seen aliases"
).split()
CHOICES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "language": (("", "not_stated"), ("fr", "language.fr"), ("en", "language.en")),
    "status": tuple((name, f"status.{name}") for name in ("in_force", "closed", "suspended")),
    "source_kind": tuple(
        (name, f"kind.{name}") for name in ("", "official", "press", "article", "invented")
    ),
}
QUESTION_CHARACTERS: Final = 300
NO_TRIAL: Final[dict[str, Any]] = {"problem": "", "answer": None, "check": None, "affected": None}


def build_document_routes(services: StaffServices) -> APIRouter:
    """The routes; all of them need a session."""
    router = APIRouter(prefix=f"{HOME}/documents/{{document_id}}")
    pages = services.pages

    @router.get("")
    def show_document(request: Request, document_id: str, session: SignedIn) -> Response:
        try:
            values = document_values(services, request, document_id)
        except DocumentNotFound:
            # A link to a draft that was published since leads to what it became.
            became = services.drafts.audit.became(document_id)
            if not became:
                raise
            return back_to(f"/documents/{became}")
        return pages.page(request, "document", values)

    @router.get("/download")
    def download(document_id: str, session: SignedIn) -> Response:
        return _file(services, document_id)

    @router.get("/erase")
    def ask_to_erase(request: Request, document_id: str, session: SignedIn) -> Response:
        document = services.drafts.document(document_id)
        return pages.page(request, "erase", {"document": document})

    @router.post("/try")
    def try_question(
        request: Request, document_id: str, form: OwnForm, session: SignedIn
    ) -> Response:
        values = _trial(services, request, document_id, form)
        return pages.page(request, "trial", NO_TRIAL | values)

    return router


def document_values(services: StaffServices, request: Request, document_id: str) -> dict[str, Any]:
    """What the page of a document shows; raises DocumentNotFound."""
    shown, language = preview(services.drafts, document_id), reader_language(request)
    return {
        "preview": shown,
        "document": shown.document,
        "edition": shown.document.stored.edition,
        "warnings": [(item, warning_text(item, language)) for item in shown.warnings],
        "fields": FIELDS,
        "choices": CHOICES,
        "changes": _changes(services, shown),
        "conflicts": contradictions(services.drafts, document_id),
        "published": [found for found in services.drafts.documents() if found.state == "published"],
        "history": services.drafts.audit.history(document_id)[::-1],
        "problem_field": "",
        "beside": False,
        # A draft keeps the status it will get apart from its text.
        "entered": {"status": shown.document.status},
    }


def _changes(services: StaffServices, shown: Preview) -> list[PassageChange] | None:
    """What publishing a draft would change in the document it replaces; None when it is new."""
    replaced = shown.document.replaces
    if not replaced:
        return None
    return changed_passages(services.drafts.source(replaced).pages, shown.pages)


def _trial(
    services: StaffServices, request: Request, document_id: str, form: FormData
) -> dict[str, Any]:
    language = reader_language(request)
    question = field(form, "question").strip()[:QUESTION_CHARACTERS]
    found = services.drafts.document(document_id)
    document = TrialDocument(document_id, found.status, found.replaces)
    try:
        if field(form, "check"):
            return {"check": services.trial.check(document)}
        if field(form, "affected"):
            return {"affected": services.trial.affected(document, language=language)}
        if question:
            return {"answer": services.trial.ask(document, question, language=language)}
    except TrialNotReady:
        return {"problem": say(language, "try.not_ready")}
    return {}


def _file(services: StaffServices, document_id: str) -> Response:
    """The file as it came; where it was not kept, the text that was read, as Markdown."""
    shown = preview(services.drafts, document_id)
    data = services.catalogue.originals.read(document_id)
    ending = PurePosixPath(shown.document.stored.name).suffix.lower() if data else ".md"
    kind = "application/pdf" if ending == ".pdf" else "application/octet-stream"
    text = "\n\n".join(page.text for page in shown.pages)
    name = document_id.removesuffix(ending.replace(".", "-")) if data else document_id
    return Response(
        data or text.encode(),
        media_type=kind if data else "text/markdown; charset=utf-8",
        # Ids are made of small letters, digits and hyphens, endings are those that are read.
        headers={"Content-Disposition": f'attachment; filename="{name}{ending}"'},
    )

"""Routes of the staff page about questions without an answer: topics, cases, forgetting."""

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from ingest.staff_access import OwnForm, SignedIn, field
from ingest.staff_door import HOME
from ingest.staff_pages import back_to
from ingest.staff_services import StaffServices
from ingest.staff_trial import TrialNotReady

CLOSED: Final = "questions.closed"
CLOSINGS_SHOWN: Final = 20
TOPICS_SHOWN: Final = 200


def build_question_routes(services: StaffServices) -> APIRouter:
    """The routes; all need a session, and those that change something the token of its forms."""
    router = APIRouter(prefix=f"{HOME}/questions")
    desk, audit = services.questions, services.drafts.audit

    @router.get("")
    def show_questions(request: Request, session: SignedIn) -> Response:
        return services.pages.page(request, "questions", _questions(services))

    # Not a GET: a link on another page must not write a line into the log.
    @router.post("/cases")
    def make_cases(form: OwnForm, session: SignedIn) -> Response:
        lines = desk.cases(read_ids(field(form, "ids")))
        audit.note("questions.cases", who=session.user, detail={"topics": lines.count("\n")})
        name = {"Content-Disposition": 'attachment; filename="asked-questions.jsonl"'}
        return Response(lines, media_type="application/jsonl; charset=utf-8", headers=name)

    @router.post("/forget")
    def forget(form: OwnForm, session: SignedIn) -> Response:
        if field(form, "confirmation") != "yes":
            return back_to("/questions", "questions.unconfirmed")
        forgotten = desk.forget(read_ids(field(form, "ids")))
        if forgotten:
            detail = {"questions": forgotten}
            audit.note("questions.forgotten", who=session.user, detail=detail)
        return back_to("/questions", "questions.forgotten")

    return router


def read_ids(text: str) -> set[int]:
    """The numbers in a field of the form; what is no number is left out."""
    return {int(part) for part in text.split(",") if part.isdecimal() and len(part) < 16}


def _questions(services: StaffServices) -> dict[str, Any]:
    """What the page shows; the topics are None while the model is still loading."""
    desk, lines = services.questions, services.drafts.audit.rows()
    closings = [line for line in reversed(lines) if line.what == CLOSED][:CLOSINGS_SHOWN]
    shown: dict[str, Any] = {"days": desk.days, "closings": closings}
    try:
        return {**shown, "topics": desk.topics()[:TOPICS_SHOWN] if desk.days else []}
    except TrialNotReady:
        return {**shown, "topics": None}

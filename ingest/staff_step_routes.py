"""Routes of the staff page that change one document: correct, publish, withdraw, erase."""

from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import Response

from ingest.contradictions import contradictions, keep_as_known
from ingest.drafts import Drafts
from ingest.errors import BadValue, DocumentNotFound, WrongState
from ingest.staff_access import Admin, OwnForm, SignedIn, field
from ingest.staff_document_routes import FIELDS, document_values
from ingest.staff_door import HOME
from ingest.staff_pages import back_to
from ingest.staff_services import StaffServices

DOUBLE_SECONDS = 60.0  # a slow answer tempts to click again


def build_step_routes(services: StaffServices) -> APIRouter:
    """The routes; all need a session and the token of its forms, erasing an administrator."""
    router = APIRouter(prefix=f"{HOME}/documents/{{document_id}}")
    drafts = services.drafts

    @router.post("/edit")
    def edit(request: Request, document_id: str, form: OwnForm, session: SignedIn) -> Response:
        changes = {name: field(form, name) for name in FIELDS if name in form}
        try:
            drafts.edit(document_id, changes, who=session.user, seen=field(form, "mark"))
        except (BadValue, WrongState) as error:
            values = document_values(services, request, document_id)
            values |= {"error": error.message, "entered": changes}
            if isinstance(error, BadValue):
                values |= {"problem_field": error.field}
                return services.pages.page(request, "document", values, status=422)
            # Nothing that was written is lost: it stands in the form, beside what others wrote.
            return services.pages.page(request, "document", values | {"beside": True}, status=409)
        return back_to(f"/documents/{document_id}", "saved")

    @router.post("/aim")
    def aim(document_id: str, form: OwnForm, session: SignedIn) -> Response:
        drafts.aim(document_id, field(form, "replaces"), who=session.user)
        return back_to(f"/documents/{document_id}", "saved")

    @router.post("/conflict")
    def keep_conflict(document_id: str, form: OwnForm, session: SignedIn) -> Response:
        for conflict in contradictions(drafts, document_id):
            if conflict.key == field(form, "key"):
                keep_as_known(drafts, conflict, who=session.user)
        return back_to(f"/documents/{document_id}", "saved")

    _add_steps(router, services)
    return router


def _add_steps(router: APIRouter, services: StaffServices) -> None:
    drafts = services.drafts

    @router.post("/publish")
    def publish(document_id: str, form: OwnForm, session: SignedIn) -> Response:
        try:
            published = drafts.publish(document_id, who=session.user, seen=field(form, "mark"))
        except (WrongState, DocumentNotFound):
            published = drafts.audit.became(document_id)
            if not published and _sent_twice(drafts, "published", document_id, session.user):
                published = document_id
            if not published:
                raise
        return back_to(f"/documents/{published}", "published")

    for name, take, done in (
        ("withdraw", drafts.withdraw, "withdrawn"),
        ("restore", drafts.restore, "restored"),
        ("roll-back", drafts.roll_back, "rolled_back"),
    ):
        router.post(f"/{name}")(_step(drafts, take, done))

    @router.post("/erase")
    def erase(document_id: str, form: OwnForm, session: Admin) -> Response:
        if field(form, "confirmation").strip() != document_id:
            return back_to(f"/documents/{document_id}", "erase.differs")
        drafts.erase(document_id, who=session.user)
        return back_to("", "erased")


def _step(drafts: Drafts, take: Callable[..., None], done: str) -> Callable[..., Response]:
    """The route of a step that needs nothing but the document; `done` is its word in the log."""

    def answer(document_id: str, form: OwnForm, session: SignedIn) -> Response:
        seen = {"seen": field(form, "mark")} if done == "rolled_back" else {}
        try:
            take(document_id, who=session.user, **seen)
        except WrongState:
            if not _sent_twice(drafts, done, document_id, session.user):
                raise
        return back_to(f"/documents/{document_id}", done)

    return answer


def _sent_twice(drafts: Drafts, done: str, document_id: str, who: str) -> bool:
    """Whether it is a double click: the step was taken already, and nothing happened since."""
    return drafts.audit.has_just(done, document_id, who=who, seconds=DOUBLE_SECONDS)

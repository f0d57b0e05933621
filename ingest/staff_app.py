"""The staff application at /staff: its routes, its refusals in words, all behind its door."""

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from ingest.errors import BadValue, CorpusError, DocumentNotFound, WrongState
from ingest.messages import key_of
from ingest.staff_account_routes import build_account_routes
from ingest.staff_document_routes import build_document_routes
from ingest.staff_door import HOME, StaffDoor
from ingest.staff_list_routes import build_list_routes
from ingest.staff_pages import Refused, reader_language, say, told
from ingest.staff_question_routes import build_question_routes
from ingest.staff_services import StaffServices
from ingest.staff_step_routes import build_step_routes
from ingest.staff_upload_routes import build_upload_routes, upload_bytes
from ingest.web import Application, Receive, Scope, Send

log = logging.getLogger(__name__)

_STATUSES = {DocumentNotFound: 404, WrongState: 409, BadValue: 422}


def build_staff_application(services: StaffServices) -> Application:
    """The application; every path of it begins with /staff, all of it is behind the door."""
    most = upload_bytes(services.config)
    return StaffDoor(staff_routes(services), sessions=services.sessions, upload_bytes=most)


def staff_routes(services: StaffServices) -> FastAPI:
    """All routes of the staff page, with what they answer when something is refused."""
    # No pages about the routes, and no route that leads to another by a slash.
    routes = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    for build in (
        build_account_routes,
        build_list_routes,
        build_document_routes,
        build_step_routes,
        build_upload_routes,
        build_question_routes,
    ):
        routes.include_router(build(services))
    _explain_refusals(routes, services)
    return routes


class StaffBeside:
    """ASGI middleware that gives requests below /staff to that application, all others on."""

    def __init__(self, application: Application, *, staff: Application) -> None:
        """Keep both applications."""
        self._application = application
        self._staff = staff

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request to the application that its path belongs to."""
        path = str(scope.get("path", ""))
        below = scope["type"] == "http" and (path == HOME or path.startswith(f"{HOME}/"))
        await (self._staff if below else self._application)(scope, receive, send)


def _explain_refusals(routes: FastAPI, services: StaffServices) -> None:
    pages = services.pages

    @routes.exception_handler(Refused)
    def refused(request: Request, error: Refused) -> Response:
        return pages.refusal(request, error.status, say(reader_language(request), error.key))

    @routes.exception_handler(CorpusError)
    def explained(request: Request, error: CorpusError) -> Response:
        language, status = reader_language(request), _STATUSES.get(type(error), 503)
        if key_of(error.message):
            return pages.refusal(request, status, told(language, error.message))
        # It is for whoever runs the program, in the words of its log.
        log.error("%s", error)
        return pages.refusal(request, status, say(language, "failed.machine"))

    @routes.exception_handler(RequestValidationError)
    def malformed(request: Request, error: RequestValidationError) -> Response:
        return pages.refusal(request, 422, say(reader_language(request), "refused"))

    @routes.exception_handler(HTTPException)
    def answered(request: Request, error: HTTPException) -> Response:
        key = "not_found" if error.status_code in (404, 405) else "refused"
        return pages.refusal(request, error.status_code, say(reader_language(request), key))

    # The log has the trace; the page says that something went wrong, not what.
    @routes.exception_handler(Exception)
    def failed(request: Request, error: Exception) -> Response:
        return pages.refusal(request, 500, say(reader_language(request), "failed"))

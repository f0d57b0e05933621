"""Routes of the staff page about people: signing in and out, one's account, all accounts."""

from functools import partial
from pathlib import Path
from typing import Annotated, Any, Final, cast

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import FormData

from ingest.accounts import ROLES, Role, plain_name
from ingest.errors import AccountRefused
from ingest.messages import message
from ingest.staff_access import Admin, OwnForm, SignedIn, field
from ingest.staff_door import COOKIE, HOME, read_cookie
from ingest.staff_pages import Refused, back_to, reader_language, say
from ingest.staff_services import StaffServices
from ingest.web import client_address

_ASSETS: Final = {"staff.css": "text/css", "staff.js": "text/javascript"}


async def _plain_form(request: Request) -> FormData:
    """The form of the sign-in: nobody has a session yet, its origin was checked at the door."""
    return await request.form(max_files=0, max_fields=5)


def build_account_routes(services: StaffServices) -> APIRouter:
    """The routes, those without a session among them: the sign-in page, its style and script."""
    router = APIRouter(prefix=HOME)
    _add_sign_in(router, services)
    _add_account(router, services)
    _add_users(router, services)

    @router.get("/assets/{name}")
    def answer_asset(name: str) -> Response:
        if name not in _ASSETS:
            raise Refused(404, "not_found")
        path = Path(__file__).parent / "staff_templates" / name
        return Response(path.read_text("utf-8"), media_type=_ASSETS[name])

    return router


def _add_sign_in(router: APIRouter, services: StaffServices) -> None:
    pages = services.pages

    @router.get("/sign-in")
    def show_sign_in(request: Request) -> Response:
        if request.state.session is not None:
            return back_to("")
        values: dict[str, Any] = {"first": not services.accounts.users()}
        if getattr(request.state, "was_sent", False):
            ended = say(reader_language(request), "session.ended")
            return pages.page(request, "sign_in", values | {"error": ended}, status=401)
        return pages.page(request, "sign_in", values)

    @router.get("/session")
    def show_session(session: SignedIn) -> Response:
        """The token of the session of now, for a form that is older than it."""
        return JSONResponse({"form_token": session.form_token})

    @router.post("/sign-in")
    def take_sign_in(request: Request, form: Annotated[FormData, Depends(_plain_form)]) -> Response:
        name, password = field(form, "name"), field(form, "password")
        address = client_address(request.scope)
        outcome = services.sign_in.sign_in(name, password, address=address)
        if outcome.session:
            response = back_to("")
            _set_cookie(request, response, outcome.session)
            return response
        tell = partial(say, reader_language(request))
        values: dict[str, Any] = {"first": False, "error": tell("sign_in.wrong")}
        if not outcome.wait_seconds:
            return pages.page(request, "sign_in", values, status=401)
        seconds = outcome.wait_seconds
        time = ("seconds", seconds) if seconds < 120 else ("minutes", -(-seconds // 60))
        values["error"] = tell("sign_in.wait", time=tell(time[0], count=time[1]))
        refused = pages.page(request, "sign_in", values, status=429)
        refused.headers["Retry-After"] = str(seconds)
        return refused

    @router.post("/sign-out")
    def sign_out(request: Request, form: OwnForm, session: SignedIn) -> Response:
        if field(form, "everywhere"):
            services.sessions.end_all(session.user)
        services.sessions.end(read_cookie(request.scope, COOKIE))
        response = back_to("/sign-in")
        response.delete_cookie(COOKIE, path=HOME)
        return response


def _set_cookie(request: Request, response: Response, token: str) -> None:
    # The path keeps the chat page from ever being sent it; without a date it ends with the browser.
    response.set_cookie(
        COOKIE,
        token,
        path=HOME,
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )


def _add_account(router: APIRouter, services: StaffServices) -> None:
    @router.get("/account")
    def show_account(request: Request, session: SignedIn) -> Response:
        return services.pages.page(request, "account", {})

    @router.post("/account")
    def change_password(request: Request, form: OwnForm, session: SignedIn) -> Response:
        address = client_address(request.scope)
        # Counted as a sign-in: a session left open must not be a way to guess the password.
        checked = services.sign_in.sign_in(session.user, field(form, "present"), address=address)
        services.sessions.end(checked.session)  # it was the check that was wanted
        try:
            if not checked.session:
                raise AccountRefused(message("account.wrong"))
            services.accounts.set_password(session.user, field(form, "password"), by=session.user)
        except AccountRefused as error:
            return services.pages.page(request, "account", {"error": error.message}, status=422)
        response = back_to("/account", "users.saved")
        _set_cookie(request, response, services.sessions.start(session.user))
        return response


def _add_users(router: APIRouter, services: StaffServices) -> None:
    @router.get("/users")
    def show_users(request: Request, session: Admin) -> Response:
        return services.pages.page(request, "users", _users(services))

    @router.post("/users")
    def change_users(request: Request, form: OwnForm, session: Admin) -> Response:
        try:
            _change_user(services, form, by=session.user)
        except AccountRefused as error:
            values = {**_users(services), "error": error.message}
            return services.pages.page(request, "users", values, status=422)
        return back_to("/users", "users.saved")


def _users(services: StaffServices) -> dict[str, Any]:
    events = services.store.events(100)
    return {"users": services.accounts.users(), "events": events, "roles": ROLES}


def _change_user(services: StaffServices, form: FormData, *, by: str) -> None:
    """Add, remove or change an account; one's own stays, so that there is always an admin."""
    name, role = field(form, "name"), cast(Role, field(form, "role"))
    step, password = field(form, "step"), field(form, "password")
    if step == "add":
        services.accounts.add(name, password=password, role=role, by=by)
    elif plain_name(name) == by:
        raise AccountRefused(message("account.own"))
    elif step == "remove":
        services.accounts.remove(name, by=by)
    elif step == "role":
        services.accounts.set_role(name, role, by=by)
    elif step == "password":
        services.accounts.set_password(name, password, by=by)
        services.sign_in.forgive(name)
    else:
        raise AccountRefused(message("account.step"))

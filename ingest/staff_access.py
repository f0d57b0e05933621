"""What a route may count on: who is signed in, with which role, and a form from our own page."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from ingest.staff_pages import Refused
from ingest.staff_sessions import Session, same_token

TOKEN_FIELD = "form_token"
TOKEN_HEADER = "x-form-token"
MOST_FILES = 200
MOST_FIELDS = 60


def signed_in(request: Request) -> Session:
    """The session; the door lets nobody in without one, this is the second lock."""
    session = request.state.session
    if not isinstance(session, Session):
        raise Refused(401, "refused")
    return session


SignedIn = Annotated[Session, Depends(signed_in)]


def admin(session: SignedIn) -> Session:
    """The session of an administrator; anyone else is refused with 403."""
    if session.role != "admin":
        raise Refused(403, "refused.role")
    return session


Admin = Annotated[Session, Depends(admin)]


async def own_form(request: Request, session: SignedIn) -> AsyncIterator[FormData]:
    """The form that was sent, refused with 403 unless it carries the token of the session.

    A script sends the token as a header: then nothing of a large body is read without it.
    """
    sent = request.headers.get(TOKEN_HEADER, "")
    if sent and not same_token(session.form_token, sent):
        raise Refused(403, "refused.form")
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS) as form:
        if not same_token(session.form_token, sent or field(form, TOKEN_FIELD)):
            raise Refused(403, "refused.form")
        yield form


OwnForm = Annotated[FormData, Depends(own_form)]


def field(form: FormData, name: str) -> str:
    """The text of a field, empty when it is missing or is a file."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def files(form: FormData, name: str) -> list[UploadFile]:
    """The files of a field that have a name: an empty choice is sent as a file without one."""
    return [
        value for value in form.getlist(name) if isinstance(value, UploadFile) and value.filename
    ]

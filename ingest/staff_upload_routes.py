"""Routes of the staff page that take files: they are kept aside, read as drafts, followed."""

import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import UploadFile

from ingest.config import IndexConfig
from ingest.intake import Outcome
from ingest.pipeline import SPACE_FACTOR, SPARE_BYTES
from ingest.staff_access import OwnForm, SignedIn, files
from ingest.staff_door import HOME
from ingest.staff_pages import Refused, back_to, reader_language, say, told
from ingest.staff_services import StaffServices
from ingest.staff_text import Language
from ingest.staff_uploads import Upload, UploadsBusy, safe_name

# A zip archive may hold several of the largest files.
FILES_IN_ONE = 4


def upload_bytes(config: IndexConfig) -> int:
    """The largest body that an upload may have."""
    return FILES_IN_ONE * config.file_megabytes * 1024**2


def build_upload_routes(services: StaffServices) -> APIRouter:
    """The routes; all of them need a session, and nothing that is sent is public."""
    router = APIRouter(prefix=HOME)
    pages, uploads = services.pages, services.uploads
    megabytes = upload_bytes(services.config) // 1024**2

    @router.get("/add")
    def show_add(request: Request, session: SignedIn) -> Response:
        return pages.page(request, "add", {"megabytes": megabytes})

    @router.post("/upload")
    def take_files(request: Request, form: OwnForm, session: SignedIn) -> Response:
        folder = _kept(services, files(form, "files"))
        try:
            upload = uploads.take_in(folder, who=session.user)
        except UploadsBusy as error:
            raise Refused(503, "busy") from error
        return _followed(request, upload)

    @router.post("/documents/{document_id}/replace")
    def take_version(
        request: Request, document_id: str, form: OwnForm, session: SignedIn
    ) -> Response:
        services.drafts.document(document_id)
        folder = _kept(services, files(form, "files")[:1])
        try:
            upload = uploads.replace(folder, document_id, who=session.user)
        except UploadsBusy as error:
            raise Refused(503, "busy") from error
        return _followed(request, upload)

    @router.get("/uploads/{upload_id}")
    def show_upload(request: Request, upload_id: str, session: SignedIn) -> Response:
        upload = uploads.find(upload_id, who=session.user)
        if upload is None:
            raise Refused(404, "not_found")
        if _wants_json(request):
            return JSONResponse(_state(request, upload))
        return pages.page(request, "upload", {"upload": upload})

    return router


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def _followed(request: Request, upload: Upload) -> Response:
    """The script asks for the state by itself; without it a page is shown."""
    if _wants_json(request):
        return JSONResponse({"upload": upload.id}, 202)
    return back_to(f"/uploads/{upload.id}")


def _state(request: Request, upload: Upload) -> dict[str, Any]:
    language, outcomes = reader_language(request), upload.outcomes
    counts = {
        name: sum(outcome.outcome == kind for outcome in outcomes)
        for name, kind in (("drafts", "draft"), ("unchanged", "unchanged"), ("refused", "refused"))
    }
    return {
        "done": upload.done,
        "total": upload.total,
        "finished": upload.finished,
        "error": told(language, upload.error),
        "summary": say(language, "add.done", **counts),
        "outcomes": [_said(outcome, language) for outcome in outcomes],
    }


def _said(outcome: Outcome, language: Language) -> dict[str, Any]:
    notes = [told(language, note) for note in outcome.notes]
    return {**asdict(outcome), "reason": told(language, outcome.reason), "notes": notes}


def _kept(services: StaffServices, sent: Sequence[UploadFile]) -> Path:
    """A folder with the files that were sent, each under its own name."""
    if not sent:
        raise Refused(422, "no_file")
    size = sum(file.size or 0 for file in sent)
    if shutil.disk_usage(services.config.data_dir).free < SPACE_FACTOR * size + SPARE_BYTES:
        raise Refused(507, "no_space")
    folder = services.uploads.new_folder()
    for file in sent:
        with _free_path(folder, safe_name(file.filename or "")).open("xb") as kept:
            shutil.copyfileobj(file.file, kept)
    return folder


def _free_path(folder: Path, name: str) -> Path:
    """A path for this name; the second file of one name is numbered."""
    path, number = folder / name, 1
    while path.exists():
        number += 1
        path = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
    return path

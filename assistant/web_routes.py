"""Routes beside the Gradio page: its script and style, passages, page pictures, ratings, health."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, Field

from assistant.answer import Language
from assistant.assistant import Assistant
from assistant.citation_view import Passage, page_at, render_passage, render_sheet
from assistant.drawn_pages import DrawingBusy, DrawnPages
from assistant.feedback import Feedback, FeedbackWithQuestion, store_feedback
from assistant.page_shell import page_favicon, page_script, page_style
from assistant.preparation import Preparation
from assistant.question_keeping import QuestionKeeping
from ingest.errors import CorpusError, DocumentNotFound

if TYPE_CHECKING:
    from fastapi import APIRouter


class PassageQuery(BaseModel):
    """Which passage of which document is opened, and the language of the page."""

    document: Annotated[str, Field(max_length=200)]
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    section: Annotated[str, Field(max_length=1000)] = ""
    language: Language = "en"

    @property
    def passage(self) -> Passage:
        """The passage in the terms of the view."""
        return Passage(self.start, self.end, self.section)


class PictureQuery(BaseModel):
    """Which page is drawn; `version` begins with the hash that the picture was announced with."""

    document: Annotated[str, Field(max_length=200)]
    page: Annotated[int, Field(ge=1, le=10_000)]
    version: Annotated[str, Field(max_length=64)] = ""


def health(assistant: Assistant, preparation: Preparation) -> dict[str, Any]:
    """Whether questions are answered, how many documents and chunks, and the catalogue's state.

    `generation` grows with every change of the documents.
    """
    documents = assistant.catalogue.documents()
    return {
        "ready": preparation.ready,
        "documents": len(documents),
        "chunks": sum(document.chunks for document in documents),
        "generation": assistant.catalogue.change(),
    }


def passage_html(assistant: Assistant, query: PassageQuery) -> str:
    """The passage in its document; raises DocumentNotFound."""
    document, pages = assistant.document(query.document)
    drawn = assistant.catalogue.originals.held(document.content_hash)
    return render_passage(
        document, pages, passage=query.passage, language=query.language, drawn=drawn
    )


def sheet_html(assistant: Assistant, drawn_pages: DrawnPages, query: PassageQuery) -> str:
    """The page of the passage as a picture; raises DocumentNotFound and DrawingBusy."""
    document, pages = assistant.document(query.document)
    page, _ = page_at(pages, query.start)
    return render_sheet(
        document,
        pages,
        passage=query.passage,
        picture=drawn_pages.page(document, page.number),
        language=query.language,
    )


def page_webp(assistant: Assistant, drawn_pages: DrawnPages, query: PictureQuery) -> bytes:
    """The picture itself; raises DocumentNotFound for a version that is not in use any more."""
    document, _ = assistant.document(query.document)
    picture = drawn_pages.page(document, query.page)
    if picture is None or not document.content_hash.startswith(query.version):
        raise DocumentNotFound("This page has no picture.")
    return picture.webp


@contextmanager
def _explained() -> Iterator[None]:
    """Turns what can go wrong into a status and one sentence."""
    from fastapi import HTTPException  # needed by the web application only

    try:
        yield
    except DocumentNotFound as error:
        raise HTTPException(404, "This document is no longer available.") from error
    except DrawingBusy as error:
        raise HTTPException(503, "Too many pages are being drawn.") from error
    except CorpusError as error:
        raise HTTPException(503, "The catalogue cannot be read.") from error


def build_routes(
    assistant: Assistant, preparation: Preparation, keeping: QuestionKeeping
) -> "APIRouter":
    """The routes; errors are answered with a status and one sentence, never a trace."""
    # FastAPI is needed by the web application only.
    from fastapi import APIRouter
    from fastapi.responses import Response

    router = APIRouter()
    _add_passages(router, assistant)
    _add_feedback(router, assistant, keeping)

    @router.get("/health")
    def answer_health() -> dict[str, Any]:
        with _explained():
            return health(assistant, preparation)

    @router.get("/page/chat_page.js")
    def answer_script() -> Response:
        script = page_script(assistant.config.question_characters, keeping.days)
        return Response(script, media_type="text/javascript")

    @router.get("/page/chat_page.css")
    def answer_style() -> Response:
        return Response(page_style(), media_type="text/css")

    @router.get("/favicon.ico")
    def answer_favicon() -> Response:
        return Response(page_favicon(), media_type="image/svg+xml")

    return router


def _add_feedback(router: "APIRouter", assistant: Assistant, keeping: QuestionKeeping) -> None:
    """Ratings; where questions are kept, a thumbs-down may bring its question."""
    from fastapi import HTTPException, Request

    def store(feedback: Feedback) -> None:
        try:
            store_feedback(feedback, assistant.config.index.data_dir)
        except OSError as error:
            raise HTTPException(507, "The rating could not be saved.") from error

    def store_with_question(feedback: FeedbackWithQuestion, request: Request) -> None:
        if len(feedback.question) > assistant.config.question_characters:
            raise HTTPException(422, "The question is too long.")
        store(feedback)
        if feedback.rating == "down":
            address = request.client.host if request.client else ""
            question, language = feedback.question, feedback.language
            keeping.rejected(question, language, status=feedback.status, address=address)

    take = store_with_question if keeping.days else store
    router.post("/feedback", status_code=204)(take)


def _add_passages(router: "APIRouter", assistant: Assistant) -> None:
    """The passage of a citation, and the page of a PDF around it."""
    from fastapi import Query
    from fastapi.responses import HTMLResponse, Response

    drawn_pages = DrawnPages(assistant.catalogue.originals)

    @router.get("/passage")
    def answer_passage(query: Annotated[PassageQuery, Query()]) -> HTMLResponse:
        with _explained():
            return HTMLResponse(passage_html(assistant, query))

    @router.get("/passage/sheet")
    def answer_sheet(query: Annotated[PassageQuery, Query()]) -> HTMLResponse:
        with _explained():
            return HTMLResponse(sheet_html(assistant, drawn_pages, query))

    @router.get("/passage/picture")
    def answer_picture(query: Annotated[PictureQuery, Query()]) -> Response:
        keep = {"Cache-Control": "private, max-age=600"}
        with _explained():
            webp = page_webp(assistant, drawn_pages, query)
            return Response(webp, media_type="image/webp", headers=keep)

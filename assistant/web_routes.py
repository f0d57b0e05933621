"""Routes beside the Gradio page: its script and style, passages, ratings, health."""

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, Field

from assistant.answer import Language
from assistant.assistant import Assistant
from assistant.citation_view import Passage, render_passage
from assistant.feedback import Feedback, store_feedback
from assistant.page_shell import page_favicon, page_script, page_style
from assistant.preparation import Preparation
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
    passage = Passage(query.start, query.end, query.section)
    document, pages = assistant.document(query.document)
    return render_passage(document, pages, passage=passage, language=query.language)


def build_routes(assistant: Assistant, preparation: Preparation) -> "APIRouter":
    """The routes; errors are answered with a status and one sentence, never a trace."""
    # FastAPI is needed by the web application only.
    from fastapi import APIRouter, HTTPException, Query
    from fastapi.responses import HTMLResponse, Response

    router = APIRouter()

    @router.get("/health")
    def answer_health() -> dict[str, Any]:
        try:
            return health(assistant, preparation)
        except CorpusError as error:
            raise HTTPException(503, "The catalogue cannot be read.") from error

    @router.get("/passage")
    def answer_passage(query: Annotated[PassageQuery, Query()]) -> HTMLResponse:
        try:
            return HTMLResponse(passage_html(assistant, query))
        except DocumentNotFound as error:
            raise HTTPException(404, "This document is no longer available.") from error

    @router.post("/feedback", status_code=204)
    def take_feedback(feedback: Feedback) -> None:
        try:
            store_feedback(feedback, assistant.config.index.data_dir)
        except OSError as error:
            raise HTTPException(507, "The rating could not be saved.") from error

    @router.get("/page/chat_page.js")
    def answer_script() -> Response:
        return Response(
            page_script(assistant.config.question_characters), media_type="text/javascript"
        )

    @router.get("/page/chat_page.css")
    def answer_style() -> Response:
        return Response(page_style(), media_type="text/css")

    @router.get("/favicon.ico")
    def answer_favicon() -> Response:
        return Response(page_favicon(), media_type="image/svg+xml")

    return router

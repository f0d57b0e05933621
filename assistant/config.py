"""Settings of the assistant, read from the environment here and nowhere else."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.config import IndexConfig


class AssistantConfig(BaseSettings):
    """How questions are answered and where the page is served; immutable."""

    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", frozen=True, extra="ignore")

    host: str = Field(default="127.0.0.1", description="address the page is served on")
    port: int = Field(default=7860, ge=1, le=65535, description="port the page is served on")
    passages: int = Field(default=40, ge=1, le=100, description="passages read for one question")
    quotes: int = Field(default=4, ge=1, le=10, description="most quotes in one answer")
    question_characters: int = Field(
        default=600, ge=50, description="longest question, in characters"
    )
    chat_model: str = Field(
        default="",
        description="`provider:model` that rewords the quotes, checked; empty: quotes as they are",
    )
    chat_model_url: str = Field(
        default="", description="address of the chat model's server, when it is not the provider's"
    )
    chat_model_seconds: float = Field(
        default=20, gt=0, le=120, description="longest wait for the chat model, in seconds"
    )
    reranker: str = Field(
        default="",
        description="name or folder of a sentence-transformers CrossEncoder that orders passages",
    )
    otel_endpoint: str = Field(
        default="",
        description="OpenTelemetry collector (OTLP/HTTP) told times and counts, never texts",
    )
    keep_questions: bool = Field(
        default=False,
        description="keep unanswered and thumbs-down questions, contact details removed, for staff",
    )
    keep_questions_days: int = Field(
        default=30, ge=30, le=90, description="days after which a kept question is deleted"
    )
    index: IndexConfig = Field(default_factory=IndexConfig)

    @property
    def days_kept(self) -> int:
        """Days for which questions are kept, 0 when none is."""
        return self.keep_questions_days if self.keep_questions else 0

"""Settings of the assistant, read from the environment here and nowhere else."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.config import IndexConfig


class AssistantConfig(BaseSettings):
    """How questions are answered and where the page is served; immutable."""

    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", frozen=True, extra="ignore")

    host: str = Field(default="127.0.0.1", description="address the page is served on")
    port: int = Field(default=7860, ge=1, le=65535, description="port the page is served on")
    passages: int = Field(default=20, ge=1, le=50, description="passages read for one question")
    quotes: int = Field(default=4, ge=1, le=10, description="most quotes in one answer")
    question_characters: int = Field(
        default=600, ge=50, description="longest question, in characters"
    )
    index: IndexConfig = Field(default_factory=IndexConfig)

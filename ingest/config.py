"""Settings of the corpus and its index, read from the environment here and nowhere else."""

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PACKAGED_MODEL = "packaged"


def default_corpus_dir() -> Path:
    """`corpus/documents` of the working folder, else the demonstration corpus installed."""
    here = Path("corpus/documents")
    return here if here.is_dir() else Path(__file__).parent.parent / "corpus" / "documents"


class IndexConfig(BaseSettings):
    """Where documents and vectors live and how documents are cut; immutable."""

    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", frozen=True, extra="ignore")

    data_dir: Path = Field(
        default=Path(".data"),
        description="folder of the catalogue, the index and the unpacked model",
    )
    corpus_dir: Path = Field(
        default_factory=default_corpus_dir, description="folder that `make chat` indexes"
    )
    embedding_model: str = Field(
        default=PACKAGED_MODEL,
        description="`packaged`, or the name or folder of any sentence-transformers model",
    )
    chunk_characters: int = Field(
        default=700, ge=200, le=4000, description="target length of a chunk, in characters"
    )
    file_megabytes: int = Field(default=50, ge=1, description="largest file that is read, in MiB")
    file_seconds: int = Field(
        default=60, ge=1, description="longest time one file may take to read, in seconds"
    )
    ocr: bool = Field(default=True, description="read scanned pages when Tesseract is installed")

    @property
    def catalogue_path(self) -> Path:
        """The SQLite file that is the truth."""
        return self.data_dir / "catalogue.sqlite3"

    @property
    def index_dir(self) -> Path:
        """The folder of the derived Chroma generations."""
        return self.data_dir / "index"

    @property
    def models_dir(self) -> Path:
        """The folder of unpacked models."""
        return self.data_dir / "models"


def describe(error: ValidationError) -> str:
    """What is wrong with the settings, one sentence a setting."""
    return "\n".join(
        f"ASSISTANT_{'_'.join(str(part) for part in problem['loc']).upper()}: {problem['msg']}."
        for problem in error.errors()
    )

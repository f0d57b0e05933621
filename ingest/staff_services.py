"""What the routes of the staff page work with, made once for a data folder."""

from dataclasses import dataclass

from ingest.accounts import Accounts
from ingest.catalogue import Catalogue
from ingest.config import IndexConfig
from ingest.drafts import Drafts
from ingest.embeddings import Embedder
from ingest.sign_in import SignIn
from ingest.staff_pages import StaffPages
from ingest.staff_questions import QuestionDesk
from ingest.staff_sessions import StaffSessions
from ingest.staff_store import StaffStore
from ingest.staff_trial import Trial
from ingest.staff_uploads import Uploads


@dataclass(frozen=True, slots=True)
class StaffServices:
    """Accounts and documents of one data folder, and the pages that show them."""

    config: IndexConfig
    catalogue: Catalogue
    drafts: Drafts
    uploads: Uploads
    store: StaffStore
    accounts: Accounts
    sessions: StaffSessions
    sign_in: SignIn
    pages: StaffPages
    trial: Trial
    questions: QuestionDesk

    @classmethod
    def over(
        cls,
        config: IndexConfig,
        *,
        catalogue: Catalogue,
        embedder: Embedder,
        trial: Trial,
        questions: QuestionDesk,
    ) -> "StaffServices":
        """The services over the catalogue and model of the chat; raises CatalogueError."""
        store = StaffStore(config.data_dir)
        accounts, sessions = Accounts(store), StaffSessions(store)
        drafts = Drafts(config, catalogue, embedder)
        return cls(
            config=config,
            catalogue=catalogue,
            drafts=drafts,
            uploads=Uploads(drafts, config.data_dir),
            store=store,
            accounts=accounts,
            sessions=sessions,
            sign_in=SignIn(store, accounts, sessions),
            pages=StaffPages(),
            trial=trial,
            questions=questions,
        )

"""Takes files of an upload in as drafts: read, split and embedded like any file, but not public."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, Engine

from ingest.audit_rows import last_change, write_line
from ingest.catalogue import Catalogue, Stored
from ingest.chunk_vectors import embed_chunks
from ingest.config import IndexConfig
from ingest.draft_rows import held_document, held_documents, plan
from ingest.edition_form import inherited
from ingest.embeddings import Embedder
from ingest.identity import FileIdentity, KnownDocument, predecessor
from ingest.loaders import original
from ingest.messages import message, to_json
from ingest.pipeline import use_model
from ingest.prepare import Prepared, SplitFile, groups, prepare, prepared_ahead
from ingest.report import Entry, Refusal
from ingest.snapshot import Vectors
from ingest.uploads import Upload, uploaded_files


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file of an upload; every file met, in archives too, has one.

    `name` is shown as it is (`archive.zip/inner/file.pdf`). `document` is the id of the new
    draft, or with `unchanged` of the document that has the same content already; `reason` is one
    sentence for `unchanged` and `refused`; `replaces` the published document of the same name.
    """

    name: str
    outcome: Literal["draft", "unchanged", "refused"]
    document: str = ""
    kind: str = ""
    reason: str = ""
    notes: tuple[str, ...] = ()
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class Intake:
    """Where drafts go, and who takes them in; `writer` begins transactions that write."""

    config: IndexConfig
    catalogue: Catalogue
    embedder: Embedder
    writer: Engine
    who: str

    def outcomes(self, paths: Sequence[Path], replaces: str) -> Iterator[tuple[int, Outcome]]:
        """The number of files, and the outcome of each once its draft is stored."""
        use_model(config=self.config, catalogue=self.catalogue, embedder=self.embedder)
        with tempfile.TemporaryDirectory(prefix="upload-") as folder:
            uploads = uploaded_files(paths, Path(folder), self.config)
            prepare_one = partial(prepare, config=self.config, catalogue=self.catalogue)
            found = prepared_ahead((upload.found for upload in uploads), prepare_one)
            waiting = iter(uploads)
            for group in groups(found):
                for item, vectors, sentences in self._embedded(group):
                    upload = next(waiting)
                    outcome = self._outcome(upload, item, vectors, sentences, replaces)
                    yield len(uploads), outcome

    def _embedded(
        self, group: Sequence[Prepared]
    ) -> Iterator[tuple[Prepared, Vectors, Sequence[Vectors]]]:
        """Each item with the vectors of its chunks and of their sentences."""
        chunks = [chunk for item in group if isinstance(item, SplitFile) for chunk in item.chunks]
        vectors, sentences = embed_chunks(self.embedder, chunks)
        for item in group:
            size = len(item.chunks) if isinstance(item, SplitFile) else 0
            yield item, vectors[:size], sentences[:size]
            vectors, sentences = vectors[size:], sentences[size:]

    def _outcome(
        self,
        upload: Upload,
        item: Prepared,
        vectors: Vectors,
        sentences: Sequence[Vectors],
        replaces: str,
    ) -> Outcome:
        if isinstance(item, Refusal):
            self._note_refusal(upload.shown, item)
            return Outcome(upload.shown, "refused", kind=item.kind, reason=item.reason)
        if isinstance(item, Entry):
            return _unchanged(upload.shown, item.document)
        stored = self._store(item, vectors, sentences, replaces)
        if stored.outcome == "unchanged":
            return _unchanged(upload.shown, stored.document)
        same = self._plan(item, stored.document, upload.shown, replaces)
        notes = item.document.notes
        return Outcome(upload.shown, "draft", stored.document, notes=notes, replaces=same)

    def _store(
        self, item: SplitFile, vectors: Vectors, sentences: Sequence[Vectors], replaces: str
    ) -> Stored:
        """Store it as a document of its own, whatever its name is."""
        document = item.document
        edition = replace(document.edition, status="draft")
        if replaces:
            with self.writer.connect() as connection:
                edition = inherited(edition, held_document(connection, replaces).edition)
        content_hash = document.content_hash
        return self.catalogue.store(
            replace(
                document,
                edition=edition,
                original=original(item.file.path, content_hash, self.config, uploaded=True),
            ),
            item.chunks,
            vectors,
            sentences=sentences,
            source_path=f"uploads/{content_hash[:8]}/{item.file.name}",
            distinct_from=[known.id for known in self.catalogue.known()],
        )

    def _plan(self, item: SplitFile, document_id: str, shown: str, replaces: str) -> str:
        """Remember what the draft becomes; the id of what it replaces, or seems to."""
        said = item.document.edition.status
        with self.writer.begin() as connection:
            plan(
                connection,
                document_id,
                status="in_force" if said == "draft" else said,
                replaces=replaces,
            )
            write_line(
                connection,
                "uploaded",
                document_id,
                who=self.who,
                detail={"file": shown} | ({"replaces": replaces} if replaces else {}),
                change=last_change(connection, document_id),
            )
            return replaces or same_name(connection, document_id)

    def _note_refusal(self, shown: str, refusal: Refusal) -> None:
        reason = to_json(refusal.reason)
        detail: dict[str, Any] = {"file": shown, "kind": refusal.kind, "reason": reason}
        with self.writer.begin() as connection:
            write_line(connection, "refused", "", who=self.who, detail=detail)


def same_name(connection: Connection, document_id: str) -> str:
    """The published document whose file has the name of this one's, empty when there is none."""
    own = held_document(connection, document_id)
    published = [
        KnownDocument(d.id, d.name, _base(d.name), "", d.number, "current", "")
        for d in held_documents(connection)
        if d.state == "published" and d.id != document_id
    ]
    # A name that was taken has the beginning of the file's hash in front.
    for name in (own.name, own.name.partition("/")[2], _base(own.name)):
        if name:
            found = predecessor(FileIdentity(name, "-"), published, distinct_from=())
            if found is not None:
                return found.id
    return ""


def _base(name: str) -> str:
    return name.rsplit("/", 1)[-1]


def _unchanged(shown: str, document_id: str) -> Outcome:
    reason = message("same", name=shown, document=document_id)
    return Outcome(shown, "unchanged", document_id, reason=reason)

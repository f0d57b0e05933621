"""Text of an e-mail: who, when, about what, and the body."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any, cast

from ingest.decoding import decode, usable_encoding
from ingest.errors import FileRefused
from ingest.found_files import printable
from ingest.html_text import read_html
from ingest.messages import message

HEADERS = ("From", "To", "Subject", "Date")
HEADER_CHARACTERS = 4_000


class ShortHeaders(EmailPolicy):
    """Headers cut at a length: to read one takes the standard library the square of its length."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        """The header of this name, parsed."""
        return super().header_fetch_parse(name, value[:HEADER_CHARACTERS])


def read_email(data: bytes, name: str) -> tuple[str, str, list[str]]:
    """Text, subject and notes (attachments not read).

    Raises FileRefused when it has no headers or its parts nest without end.
    """
    try:
        return _read(data, name)
    except RecursionError as error:
        raise FileRefused("corrupt", message("damaged.nested", name=name)) from error


def _read(data: bytes, name: str) -> tuple[str, str, list[str]]:
    mail = cast(EmailMessage, message_from_bytes(data, policy=ShortHeaders()))
    headers = [(header, _header(mail, header)) for header in HEADERS]
    if not any(value for _, value in headers):
        raise FileRefused("corrupt", message("damaged.email", name=name))
    notes: list[str] = []
    attachments = [part.get_filename() or part.get_content_type() for part in _attachments(mail)]
    if attachments:
        notes.append(message("note.attachments", names=printable(", ".join(attachments))))
    body, encoding = _body(mail)
    if encoding:
        notes.append(message("note.mail_encoding", encoding=encoding))
    head = "\n".join(f"{header}: {value}" for header, value in headers if value)
    return f"{head}\n\n{body}", _header(mail, "Subject"), notes


def _header(message: EmailMessage, header: str) -> str:
    try:
        return " ".join(str(message.get(header, "")).split())
    except (ValueError, IndexError, AttributeError):  # the standard library trips over some headers
        return ""


def _attachments(message: EmailMessage) -> list[EmailMessage]:
    return [part for part in message.walk() if part.get_content_disposition() == "attachment"]


def _body(message: EmailMessage) -> tuple[str, str]:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return "", ""
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else str(part.get_payload()).encode()
    text, encoding = decode(data, declared=part.get_content_charset() or "")
    if part.get_content_type() == "text/html":
        text, _ = read_html(text)
    declared = str(part.get_content_charset() or "")
    return text.strip(), "" if usable_encoding(declared, data) == encoding else encoding

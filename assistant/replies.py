"""The answers that need no evidence: declined, unclear, or no documents at all."""

from dataclasses import replace

from assistant.answer import Answer
from assistant.compose import Draft
from assistant.inquiry import Inquiry
from assistant.phrases import say
from assistant.view import PUBLIC_STATUSES, View
from ingest.injected import gives_orders

# How much nearer than a programme question the examples of another intent must be;
# more is asked of a question that goes on about what was said, most of one that names a programme,
# or all of them.
LEAST_LEAD = {"out_of_scope": 0.004, "refused": 0.008}
LEAST_LEAD_GOING_ON = {"out_of_scope": 0.01, "refused": 0.015}
LEAST_LEAD_NAMED = {"out_of_scope": 0.05, "refused": 0.025}
MOST_PROGRAMMES = 8


def screen(inquiry: Inquiry) -> Inquiry:
    """The inquiry with its answer, when it needs no evidence; a table is never asked back."""
    # A question that gives orders is not asked back: that would repeat it.
    clear = inquiry.table or gives_orders(inquiry.question.text)
    return replace(inquiry, answer=(None if clear else ask_back(inquiry)) or decline(inquiry))


def decline(inquiry: Inquiry) -> Answer | None:
    """The answer when the question is not one to search for, else None."""
    draft = Draft(inquiry.question.language)
    programmes = programme_list(inquiry.view)
    if not inquiry.question.understood:
        draft.phrase("other_language")
        return draft.answer("needs_clarification")
    if not inquiry.view.snapshot.chunks:
        draft.phrase("no_documents")
        return draft.answer("not_stated")
    intent = inquiry.scope.intent
    named = inquiry.question.mentions or inquiry.table
    goes_on = any(part.resolved.context for part in inquiry.parts)
    least = LEAST_LEAD_NAMED if named else LEAST_LEAD_GOING_ON if goes_on else LEAST_LEAD
    if intent == "programme" or inquiry.scope.lead < least[intent]:
        if not gives_orders(inquiry.question.text):
            return None
        intent = "refused"  # it may name a programme as well: it wants to be obeyed, not answered
    draft.phrase(intent, programmes=", ".join(programmes))
    return draft.answer(intent)


def ask_back(inquiry: Inquiry) -> Answer | None:
    """Ask which programme is meant, when nothing in the question or before says it."""
    (part, *others) = inquiry.parts
    programmes = programme_list(inquiry.view)
    if others or part.resolved.context or not inquiry.question.is_vague or len(programmes) < 2:
        return None
    draft = Draft(inquiry.question.language)
    draft.phrase("needs_clarification", programmes=", ".join(programmes))
    options = [
        say("option", inquiry.question.language, question=inquiry.question.text, programme=name)
        for name in programmes
    ]
    return draft.answer("needs_clarification", options=options)


def programme_list(view: View) -> list[str]:
    """The programmes with the most documents that start-ups may see, most first."""
    counts: dict[str, int] = {}
    for document in view.snapshot.documents.values():
        if document.edition.programme and document.edition.status in PUBLIC_STATUSES:
            name = document.edition.programme
            counts[name] = counts.get(name, 0) + 1
    return sorted(counts, key=lambda name: (-counts[name], name))[:MOST_PROGRAMMES]

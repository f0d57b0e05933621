"""Outlines drawn on the page; the shape tells a status without its colour."""

from typing import Final

# Drawn on a 24 × 24 grid with the colour of the text beside them.
_OUTLINES: Final[dict[str, str]] = {
    "answered": '<circle cx="12" cy="12" r="9"/><path d="m8 12.2 2.8 2.8L16 9.5"/>',
    "partial": '<circle cx="12" cy="12" r="9"/>'
    '<path fill="currentColor" d="M12 3a9 9 0 0 1 0 18z"/>',
    "not_stated": '<circle cx="12" cy="12" r="9" stroke-dasharray="3.2 3"/><path d="M8.5 12h7"/>',
    "out_of_scope": '<path d="M10 4H5v16h5M14 8l4 4-4 4M18 12H9"/>',
    "needs_clarification": '<path d="M4 4h16v12h-8l-4 4v-4H4z"/>'
    '<path d="M10 8.5a2 2 0 1 1 2.6 1.9c-.4.2-.6.5-.6 1v.1M12 13.6v.1"/>',
    "conflicting": '<path d="M5 9h14M5 15h14M15.5 4.5l-7 15"/>',
    "expired": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5.4l3.4 2"/>',
    "refused": '<path d="M8 3h8l5 5v8l-5 5H8l-5-5V8z"/><path d="M8 12h8"/>',
    "copy": '<rect x="9" y="9" width="11" height="11" rx="2"/>'
    '<path d="M15 5.5A1.5 1.5 0 0 0 13.5 4h-8A1.5 1.5 0 0 0 4 5.5v8A1.5 1.5 0 0 0 5.5 15"/>',
    "up": '<path d="M7 10.5v9.5H4v-9.5zM7 10.5 11 3a2.5 2.5 0 0 1 2.5 2.5V9h5.3a1.8 1.8 0 0 1 '
    '1.8 2.1l-1.2 7.2a2 2 0 0 1-2 1.7H7"/>',
    "down": '<path d="M17 13.5V4h3v9.5zM17 13.5 13 21a2.5 2.5 0 0 1-2.5-2.5V15H5.2a1.8 1.8 0 0 '
    '1-1.8-2.1l1.2-7.2a2 2 0 0 1 2-1.7H17"/>',
    "send": '<path d="M12 20V5M5.5 11 12 4.5l6.5 6.5"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "export": '<path d="M12 4v11M7.5 11 12 15.5l4.5-4.5M4.5 19.5h15"/>',
    "clear": '<path d="M4.5 6.5h15M9.5 6.5V4h5v2.5"/>'
    '<path d="M6.5 6.5 7.5 20h9l1-13.5M10.2 10.5v6M13.8 10.5v6"/>',
    "receipt": '<path d="M6 3.5h12v17l-3-2-3 2-3-2-3 2z"/><path d="M9 8.5h6M9 12.5h6"/>',
    "logo": '<path d="M5 4.5h14v11h-8l-4 4v-4H5z"/><path d="M8.5 8.5h7M8.5 11.5h4"/>',
}


def icon(name: str) -> str:
    """The outline `name` as an SVG that screen readers skip."""
    return (
        '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        'stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" '
        f'aria-hidden="true">{_OUTLINES[name]}</svg>'
    )

"""A page in the browser, and everything it does that a hostile string would make it do."""

from dataclasses import dataclass, field

from playwright.sync_api import Page

WATCH = """
window.ran = (...seen) => { (window.seen ??= []).push(['ran', ...seen]); };
for (const name of ['alert', 'confirm', 'prompt', 'open', 'print'])
  window[name] = (...seen) => window.ran(name, ...seen);
document.addEventListener('securitypolicyviolation', (event) =>
  window.ran('policy', event.violatedDirective, event.blockedURI, event.sample));
"""
# What could leave the page: all but links to the source that the document's own metadata names.
OUTGOING = """(allowed) => [...document.querySelectorAll(
  "#conversation *, #passage *, main *")].filter((one) =>
    ["src", "srcset", "href", "action", "formaction", "ping", "poster", "data"].some((name) => {
      const value = one.getAttribute(name);
      return value && !allowed.some((start) => value.startsWith(start));
    }) || [...one.attributes].some((each) => /^on/i.test(each.name))
  ).map((one) => one.outerHTML.slice(0, 200))"""
OWN = ("/staff", "/passage/picture?", "#", "data:image/svg+xml", "blob:", "/page/", "?")


@dataclass
class Watched:
    """A page, and what it did that it must not do."""

    page: Page
    address: str
    problems: list[object] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)

    def watch(self) -> None:
        page = self.page
        page.add_init_script(WATCH)
        page.on("dialog", lambda dialog: (self.problems.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("popup", lambda popup: self.problems.append(popup.url))
        page.on("request", self._check)

    def _check(self, request: object) -> None:
        url = request.url  # type: ignore[attr-defined]
        if not url.startswith((self.address, "blob:", "data:image")):
            self.problems.append(url)

    def look(self) -> None:
        """Move over and focus what can be focused, then collect what ran."""
        self.page.evaluate(
            "document.querySelectorAll('#conversation *, #passage-body *, main *').forEach("
            "(one) => ['mouseover', 'focus', 'toggle'].forEach("
            "(name) => one.dispatchEvent(new Event(name))))"
        )
        self.problems += self.page.evaluate(OUTGOING, [*OWN, *self.sources])
        self.problems += self.page.evaluate("window.seen ?? []")

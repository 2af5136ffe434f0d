"""The built site as the tests see it: its pages, their ids, links and the files that they load."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

SITE = Path(__file__).parents[2] / "site"
LOADING_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest", "prefetch"}
LOADING_ATTRIBUTES = {
    "audio": "src",
    "embed": "src",
    "iframe": "src",
    "img": "src",
    "object": "data",
    "script": "src",
    "source": "src",
    "video": "src",
}


@dataclass
class Page:
    """One HTML file; `text` is what a reader sees, without scripts and code samples."""

    path: Path
    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    title: str = ""
    text: str = ""

    @property
    def address(self) -> str:
        """The page's address below the site's root, with a leading slash."""
        return "/" + self.path.relative_to(SITE).as_posix().removesuffix("index.html")


class _PageParser(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.page.ids.add(values["id"])
        if tag == "a" and "href" in values:
            self.page.links.append(values["href"])
        if tag == "meta" and "name" in values:
            self.page.meta[values["name"]] = values.get("content", "")
        if tag == "link" and LOADING_LINKS & set(values.get("rel", "").split()):
            self.page.loads.append(values["href"])
        if values.get(LOADING_ATTRIBUTES.get(tag, "")):
            self.page.loads.append(values[LOADING_ATTRIBUTES[tag]])
        if tag in {"title", "script", "style", "code"}:
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.page.text += data
        elif self.inside[-1] == "title" and not self.page.title:
            self.page.title = data.strip()  # the first title is the page's; later ones belong to SVGs


def read_pages() -> list[Page]:
    """Every HTML file of the site, 404.html included."""
    pages = []
    for path in sorted(SITE.rglob("*.html")):
        page = Page(path)
        _PageParser(page).feed(path.read_text(encoding="utf-8"))
        pages.append(page)
    return pages


def host_of(address: str) -> str:
    """The host that an address names, or an empty string for an address within the site."""
    parts = urlsplit(address)
    return parts.netloc if parts.scheme in {"", "http", "https"} else ""

"""Links within the site lead somewhere, and what a page loads comes from the site."""

import re
from urllib.parse import unquote, urljoin, urlsplit

from tests.site.built_site import SITE, Page, host_of

# Addresses that stand in shipped scripts and that no page ever requests.
# tests/browser proves it: its fixture fails on any request to another host.
NAMED_BUT_NEVER_LOADED = {
    "unpkg.com": "Material: diagrams (no page has one) and a stand-in for ResizeObserver in old browsers",
    "api.github.com": "Material: star counts, only for an element that our source.html leaves out",
    "gitlab.com": "Material: the same for GitLab",
    "bit.ly": "lunr, the search index: a link in the text of a warning",
    "www.w3.org": "namespaces of SVG and MathML, which are names and no addresses",
    "vega.github.io": "Vega-Lite: the name of the schema of what it compiles to",
    "github.com": "Vega-Lite: a link in the text of a warning",
    "cdn.jsdelivr.net": "Pyodide: its default package index, replaced by the files in assets/runtime",
}
SCRIPTS = ("*.js", "*.mjs")
ADDRESS_IN_SCRIPT = re.compile(r"(?:https?:)?//([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})(?=[/\"'`:?]|$)")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
ADDRESS_IN_STYLE = re.compile(r"(?:url\(|@import\s*)\s*[\"']?((?:https?:)?//[^\"')]+)")


def root_path(pages: list[Page]) -> str:
    """The path under which the site is published, from the address of its style sheets in 404.html."""
    not_found = next(page for page in pages if page.path.name == "404.html")
    stylesheet = next(load for load in not_found.loads if load.endswith(".css"))
    return urlsplit(stylesheet).path.partition("assets/")[0]


def test_every_internal_link_and_anchor_resolves(pages: list[Page]) -> None:
    by_address = {page.address: page for page in pages}
    root = root_path(pages)
    broken = []
    for page in pages:
        for link in [*page.links, *page.loads]:
            if host_of(link) or link.startswith(("mailto:", "data:")):
                continue
            target = urlsplit(urljoin(root + page.address.lstrip("/"), link))
            path = "/" + unquote(target.path).removeprefix(root)
            if path not in by_address and not (SITE / path.lstrip("/")).is_file():
                broken.append(f"{page.address}: {link} leads nowhere")
            elif target.fragment and unquote(target.fragment) not in by_address[path].ids:
                broken.append(f"{page.address}: {link} names an id that is not on {path}")
    assert not broken, "\n".join(broken)


def test_pages_load_nothing_from_another_host(pages: list[Page]) -> None:
    foreign = [f"{page.address}: {load}" for page in pages for load in page.loads if host_of(load)]
    foreign += [
        f"{sheet.name}: {address}"
        for sheet in SITE.rglob("*.css")
        for address in ADDRESS_IN_STYLE.findall(sheet.read_text(encoding="utf-8"))
    ]
    assert not foreign, "\n".join(foreign)


def test_scripts_name_no_other_host_than_the_known_ones() -> None:
    named = {
        host: script.relative_to(SITE)
        for pattern in SCRIPTS
        for script in SITE.rglob(pattern)
        if "lunr" not in script.parts  # search in other languages, which this site does not load
        for host in ADDRESS_IN_SCRIPT.findall(COMMENT.sub("", script.read_text(encoding="utf-8")))
    }
    unknown = {host: str(script) for host, script in named.items() if host not in NAMED_BUT_NEVER_LOADED}
    assert not unknown
    assert "unpkg.com" in named, "Material no longer names this host: shorten the list of exceptions"

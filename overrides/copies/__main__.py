"""After the build: a Markdown copy beside each page (index.md), llms.txt, which lists them, and pictures as files.

No hook of MkDocs: this reads the finished site, so whatever builds the pages, the copies follow.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from bs4 import BeautifulSoup
from mkdocs.config import load_config

from calculators.catalogue import answer
from calculators.present.text import as_markdown
from overrides.copies.to_markdown import description_of, to_markdown
from overrides.extensions.calculator_fence import fence_values
from overrides.extensions.infographic_fence import files as infographic_files

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^```calculator\n(.*?)^```", re.MULTILINE | re.DOTALL)


def main() -> None:
    """Write the copies, the list and the pictures."""
    config = load_config(str(ROOT / "mkdocs.yml"))
    site, docs, root = Path(config.site_dir), Path(config.docs_dir), str(config.site_url)
    lines = [f"# {config.site_name}", "", f"> {config.site_description}"]
    for section, sources in sections(config.nav):
        lines += ["", f"## {section}", ""]
        for source in sources:
            page = re.sub(r"(^|/)index$", r"\1", re.sub(r"\.\w+$", "", source))
            folder = site / page
            html = BeautifulSoup((folder / "index.html").read_text(encoding="utf-8"), "html5lib")
            address = f"{root}{page.rstrip('/')}/" if page else root
            copy = to_markdown(html, address, [*answers((docs / source).read_text(encoding="utf-8"))])
            (folder / "index.md").write_text(copy, encoding="utf-8")
            title = copy.partition("\n")[0].removeprefix("# ")
            lines.append(f"- [{title}]({address}index.md): {description_of(html)}")
    (site / "llms.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    pictures = site / "assets/infographic"
    pictures.mkdir(parents=True, exist_ok=True)
    for name, picture in infographic_files(f"{root}guide/infographic/").items():
        (pictures / name).write_bytes(picture)


def sections(nav: Any) -> Iterator[tuple[str, list[str]]]:
    """Yield each part of the navigation with the sources of its pages, in order."""
    for item in nav:
        [(title, content)] = item.items()
        yield title, list(_leaves(content))


def _leaves(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    for item in content.values() if isinstance(content, dict) else content if isinstance(content, list) else ():
        yield from _leaves(item)


def answers(source: str) -> Iterator[str]:
    """Yield the answer of each calculator of a page in Markdown, as the page shows it before anybody types."""
    for fence in FENCE.findall(source):
        settings = yaml.safe_load(fence)
        values = fence_values(settings)
        yield as_markdown([answer(settings["name"], values, assumed=values)])


if __name__ == "__main__":
    main()

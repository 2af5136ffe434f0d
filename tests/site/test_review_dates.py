"""Every page says when it was last checked and when that will happen again."""

import datetime as dt
from pathlib import Path

import pytest
from mkdocs.utils.meta import get_data

from tests.site.pages import DOCS, article_of, text_of

PAGES = sorted(path for path in DOCS.rglob("*.md") if "_shared" not in path.parts)
LONGEST_INTERVAL = dt.timedelta(days=366)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(DOCS).as_posix())
def test_a_page_is_dated_and_shows_it(path: Path) -> None:
    _, settings = get_data(path.read_text(encoding="utf-8"))
    reviewed, due = (dt.date.fromisoformat(str(settings[key])) for key in ("reviewed", "review_due"))
    assert reviewed < due <= reviewed + LONGEST_INTERVAL
    page = path.relative_to(DOCS).with_suffix("").as_posix().removesuffix("index").rstrip("/")
    [note] = article_of(f"{page}/" if page else page).findall(".//p[@class='review-date']")
    assert note.get("data-review-due") == due.isoformat()
    assert text_of(note).startswith(f"Reviewed on {reviewed}, next review due {due}.")

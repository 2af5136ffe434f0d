"""What the tests of the built site share."""

import pytest

from tests.site.built_site import SITE, Page, read_pages


@pytest.fixture(scope="session")
def pages() -> list[Page]:
    if not (SITE / "index.html").is_file():
        pytest.fail(f"There is no built site in {SITE.name}/: run `make build` first.", pytrace=False)
    return read_pages()

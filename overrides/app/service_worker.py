"""Give a built site its service worker, which knows its files: ``python -m overrides.app.service_worker [SITE]``."""

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from overrides.runtime.manifest import integrity

ROOT = Path(__file__).parents[2]
KEPT = {".html", ".css", ".js", ".woff2", ".svg", ".png", ".json", ".xml"}
NOT_KEPT = (
    "assets/runtime/",  # Python: kept by its worker, once a reader has used it
    "assets/javascripts/lunr/",  # search in other languages
    "assets/screenshot.png",
    "evidence.json",
    "service-worker.js",
)
HASHED = re.compile(r"assets/app/[\w-]+-[0-9A-Z]{8}\.js|assets/.*\.[0-9a-f]{8}\.min\.(js|css)")


def site_files(site: Path) -> Iterator[dict[str, str | None]]:
    """Yield what Workbox wants to know of each file: address, revision (none if its name tells), and integrity."""
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.suffix not in KEPT or name.startswith(NOT_KEPT):
            continue
        contents = path.read_bytes()
        yield {
            "url": "./" if name == "index.html" else name.removesuffix("index.html"),
            "revision": None if HASHED.fullmatch(name) else hashlib.sha256(contents).hexdigest()[:16],
            "integrity": integrity(contents),
        }


def write_service_worker(site: Path) -> None:
    """Bundle the service worker with the list of the site's files."""
    with TemporaryDirectory() as folder:
        files = Path(folder, "site-files.json")
        files.write_text(json.dumps(list(site_files(site))), encoding="utf-8")
        options = [
            *("--bundle", "--minify", "--target=es2022", "--legal-comments=none", "--log-level=warning"),
            '--define:process.env.NODE_ENV="production"',
            f"--alias:site-files={files}",
            f"--outfile={site / 'service-worker.js'}",
        ]
        subprocess.run(["esbuild", ROOT / "overrides/app/service-worker.ts", *options], check=True)


if __name__ == "__main__":
    write_service_worker(Path(sys.argv[1]) if sys.argv[1:] else ROOT / "site")

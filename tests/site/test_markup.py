"""The pages are valid HTML."""

import json
import subprocess
import sys
from pathlib import Path

from tests.site.built_site import SITE, Page

ROOT = Path(__file__).parents[2]
VALIDATOR = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
# Slips of others, as rule and part of the selector. Material's own templates: harmless, and an override of
# nav-item.html would cost 150 lines. mkdocs-jupyter: it ends every notebook with an empty style element.
KNOWN = {
    ("element-permitted-content", " > style"),
    ("valid-autocomplete", "#__drawer"),
    ("valid-autocomplete", "#__search"),
    ("attribute-allowed-values", "#__nav_"),  # an empty tabindex on the label of the open section
}


def test_pages_are_valid_html(pages: list[Page], tmp_path: Path) -> None:
    command: list[str | Path] = [
        Path(sys.prefix) / "bin" / "node",
        VALIDATOR,
        "--config",
        Path(__file__).with_name("html-validate.json"),
        "--formatter",
        "json",
        *(page.path for page in pages),
    ]
    output = tmp_path / "report.json"  # a pipe would be cut off: the validator exits before it is drained
    with output.open("w") as file:
        subprocess.run(command, cwd=SITE, stdout=file, check=False)
    reports = json.loads(output.read_text(encoding="utf-8"))
    found = [
        f"{report['filePath']}:{message['line']} {message['ruleId']}: {message['message']}"
        for report in reports
        for message in report["messages"]
        if not any(message["ruleId"] == rule and at in message["selector"] for rule, at in KNOWN)
    ]
    assert not found, "\n".join(found)
    assert reports, "the validator knew of Material's slips before: has it run?"

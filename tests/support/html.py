"""Valid HTML and the accessible use of it, judged by html-validate on pages as they were sent."""

import json
import subprocess
from pathlib import Path

from tests.support.programs import node, node_module

_CONFIGURATION = {
    "root": True,
    # Not "recommended": that adds opinions about spelling which templates need not share.
    "extends": ["html-validate:standard", "html-validate:a11y", "html-validate:document"],
    "rules": {
        "heading-level": "error",
        "no-inline-style": "error",
        "unique-landmark": "error",
        "require-sri": "off",  # every file comes from our own origin
    },
}


def complaints_about_html(folder: Path) -> list[str]:
    """What is wrong with the `.html` files in a folder, one line for each finding: file, place, rule, reason."""
    configuration = folder / ".htmlvalidate.json"
    configuration.write_text(json.dumps(_CONFIGURATION), encoding="utf-8")
    program = node_module("html-validate/bin/html-validate.mjs")
    # Into a file: it ends without waiting for a pipe, which then holds the first 64 KB only.
    report = folder / ".htmlvalidate.report.json"
    report.unlink(missing_ok=True)
    outcome = subprocess.run(
        [node(), program, "--formatter", f"json={report}", "--config", configuration, "--ext", "html", folder],
        capture_output=True,
        text=True,
        check=False,
    )
    if not report.exists():
        message = f"html-validate failed: {outcome.stdout}{outcome.stderr}"
        raise RuntimeError(message)
    reports = json.loads(report.read_text(encoding="utf-8"))
    return [
        f"{Path(report['filePath']).name}:{found['line']}:{found['column']} {found['ruleId']}: {found['message']}"
        for report in reports
        for found in report["messages"]
    ]

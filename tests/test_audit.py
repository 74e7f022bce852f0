"""`make audit`: its arithmetic, what it tells apart, and what it needs; nothing is audited here."""

import json
import re
from types import SimpleNamespace

import pytest

from tests.audit import __main__ as audit
from tests.conftest import ROOT

SITE = audit.Site("http://127.0.0.1:1/", ROOT / "site", ["", "a/", "404.html"])


def test_table_is_markdown():
    rows = [["page", "score"], ["a|b/", 100]]
    assert audit.table(rows) == "| page | score |\n|---|---|\n| a\\|b/ | 100 |"


def test_lateness_is_the_median_and_never_counts_as_late():
    runs = [{"text": 5, "formula": 5}, {"text": 5, "formula": 9}, {"text": 5, "formula": None}]
    assert audit.lateness(runs) == 4
    assert audit.lateness(runs[2:]) == float("inf")
    assert audit.lateness([{"text": 5}]) is None


@pytest.mark.parametrize(
    ("part", "answer", "said"),
    [
        ("slow", {"runs": [{"text": 900, "formula": 1201}]}, "there 0.30 s after the first text"),
        (
            "lighthouse",
            {"scores": {**{kind: [100] for kind in audit.SCORES}, "performance": [97, 99, 96]},
             "faults": ["Too slow"]},
            "performance is 97 and not 98 (Too slow)",
        ),
    ],
)  # fmt: skip
def test_page_below_the_mark_is_missed_and_so_is_one_not_looked_at(monkeypatch, part, answer, said):
    monkeypatch.setattr(audit, "chromium", lambda: "chromium")
    answers = [{"url": SITE.urls[1], **answer}]
    monkeypatch.setattr(audit, "_node", lambda *_, **__: iter(answers))
    rows, missed = audit.PARTS[part](SITE)
    assert rows[1][0] == "a/"
    assert said in missed[0]
    assert missed[1:] == ["/: it was not looked at", "404.html: it was not looked at"]


@pytest.mark.parametrize(
    ("out", "err", "row", "missed"),
    [
        ("", "no\nNo route", [0, 0, "pip-audit cannot have its data here: No route"], []),
        (
            [{"name": "a", "skip_reason": "Not found"}, {"name": "b", "version": "1", "vulns": []}],
            "", [1, 0, "pip-audit cannot have its data here: Not found"], [],
        ),
        (
            [{"name": "a", "version": "1", "vulns": [{"id": "X-1"}]}],
            "Found 1", [1, 1, ""], ["a 1 has known faults: X-1"],
        ),
    ],
)  # fmt: skip
def test_known_fault_of_a_package_is_missed_and_missing_data_are_told(
    monkeypatch, out, err, row, missed
):
    done = SimpleNamespace(stdout=json.dumps({"dependencies": out}) if out else "", stderr=err)
    monkeypatch.setattr(audit, "_run", lambda *_: done)
    rows, found = audit.packages(SITE)
    assert rows[1] == row
    assert found == missed


def test_part_that_breaks_does_not_stop_the_others(monkeypatch, capsys):
    def broken(_):
        raise audit.ToolError("java is not there")

    server = SimpleNamespace(terminate=lambda: None, wait=lambda: None)
    monkeypatch.setattr(audit, "install", lambda: None)
    monkeypatch.setattr(audit, "prepare", lambda *_: SITE)
    monkeypatch.setattr(audit, "serve", lambda *_: server)
    monkeypatch.setattr(audit, "PARTS", {"one": broken, "two": lambda _: ([["head"], [1]], [])})
    assert "one: ToolError: java is not there" in audit.main([])
    assert "| 1 |" in capsys.readouterr().out
    assert audit.main(["two"]) is None
    assert "there are: one, two" in audit.main(["three"])


def test_searches_and_explorers_of_the_audit_are_those_of_the_site(pages):
    urls = {page.url for page in pages}
    assert set(audit.SEARCHES.values()) <= urls
    explored = {page.url for page in pages if "explorer" in page.html and page.url in urls}
    assert {e["url"] for e in audit.explorers()} <= explored


def test_lock_names_no_registry_and_holds_a_digest_of_every_package():
    lock = json.loads((ROOT / "tests/audit/package-lock.json").read_text("utf-8"))
    wanted = json.loads((ROOT / "tests/audit/package.json").read_text("utf-8"))["dependencies"]
    assert lock["packages"].pop("")["dependencies"] == wanted
    assert all(re.fullmatch(r"\d[\w.-]*", version) for version in wanted.values())
    for name, package in lock["packages"].items():
        assert package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name

"""`make audit`: what tools of others find in the built site, and what Firefox makes of it.

`python -m tests.audit [PART…]` builds the site, serves it with gzip, and looks at every page; it
prints a table a part, and at the end a sentence for each thing that is missed. Each part returns
such rows and sentences. Passing proves that these tools found nothing, on this machine, today.
"""

import gzip
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import mpmath
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from snippets import cube_escape, nudge
from tests import browser as browsers
from tests.conftest import ROOT, run_builder
from tests.test_browser import STARTED

HERE = Path(__file__).parent
WORK = ROOT / ".audit"  # where npm installs, out of the way of those who read all of tests/
MODULES = WORK / "node_modules"
PACKAGES = {"firefox-esr": "firefox-esr", "java": "default-jre-headless", "node": "nodejs"}
PACKAGES["npm"] = "npm"
SCORES = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
RUNS = 3
LATEST = 300  # ms from the first text to the last formula
TEXTS = (".html", ".css", ".js", ".json", ".svg", ".xml", ".py", ".ipynb")

# What the Nu checker refuses although it is right: its schema is that of MathML 3, and MathML Core,
# which the browsers follow, allows these two attributes on every element.
ALLOWED = r"Attribute “(displaystyle|scriptlevel)” not allowed on element “m\w+” at this point\."

# A rule that axe leaves out unless it is asked for. No rule is switched off; those for level AAA
# and those that are experimental stay as axe has them, off.
MORE_RULES = {"target-size": {"enabled": True}}

# Addresses that nobody means well by; none of them may move an explorer.
HOSTILE = [
    "", "z", ":", ",,,", "z:NaN,h:NaN,start:NaN", "z:Infinity,h:1e999", "z:0x10,h:1e3,start:--1",
    "z:٣,h:−4", f"z:{'9' * 5000}", "rule:__proto__,way:toString,show:constructor", "__proto__:1",
    "z:<img src=x onerror=alert(1)>", "%3Cscript%3Ealert(1)%3C/script%3E", "z:%00,y:%E0%A4%A",
    "y:2,way:sideways,axes:none", "javascript:1", "//x.example", "z:1;y:1", "z:1&y:1", "🙂",
]  # fmt: skip
SEARCHES = {
    "why X.T": "derivation/batch/",
    "cube error": "questions/cube/",
    "sigmoid_prime missing": "questions/cross-entropy/",
    "vanishing": "deeper/depth/",
    "network not learning": "deeper/stuck/",
    "all outputs 0.5": "deeper/stuck/",
    "loss nan": "deeper/stuck/",
    "0.5 factor": "derivation/conventions/",
}

KINDS = ("explorer", "search", "programs", "navigation")  # of questions; others are about a page
SEEN = {"pages": "formulas and figures", "programs": "programs that print the same"}

Found = tuple[list[list], list[str]]  # the rows of a table, its head first; what is missed


class ToolError(Exception):
    """Says what is not there to look with."""


@dataclass(frozen=True)
class Site:
    """The built site: where it is served, where it lies, its pages by their addresses below."""

    address: str
    folder: Path
    pages: list[str]

    @property
    def urls(self) -> list[str]:
        """Return the whole address of each page."""
        return [self.address + page for page in self.pages]

    def name(self, url: str) -> str:
        """Return the short name of the page at `url`."""
        return url.removeprefix(self.address).partition("index.html")[0] or "/"


# --- the parts --------------------------------------------------------------------------------


def valid(site: Site) -> Found:
    """Check each page with the Nu HTML checker."""
    jar = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = [tool("java"), "-Xss4m", "-jar", jar, "--errors-only", "--skip-non-html"]
    done = _run([*command, "--format", "json", "--stdout", site.folder])
    faults = json.loads(done.stdout)["messages"]
    missed, allowed = [], 0
    for fault in faults:
        if re.fullmatch(ALLOWED, fault["message"]):
            allowed += 1
            continue
        page = site.name(fault.get("url", "").partition(f"{site.folder.name}/")[2])
        missed.append(f"{page} line {fault.get('lastLine', '?')}: {fault['message']}")
    head = ["pages", "errors", "attributes of MathML Core that the checker does not know"]
    return [head, [len(site.pages), len(missed), allowed]], missed


def access(site: Site) -> Found:
    """Look for faults of accessibility with axe: each page, in two schemes and two widths."""
    rows, missed = [["scheme", "width", "pages", "faults"]], []
    path = chromium()  # looks with Playwright, too, which cannot run twice at a time
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            for width in (1280, 360):
                size = {"width": width, "height": 800}
                page = browser.new_page(viewport=size, color_scheme=scheme)
                found = {url: _axe(page, url) for url in site.urls}
                page.close()
                rows.append([scheme, width, len(found), sum(map(len, found.values()))])
                missed += [
                    f"{site.name(url)} {scheme} {width}: {fault}"
                    for url, faults in found.items()
                    for fault in faults
                ]
    return rows, missed


def _axe(page, url: str) -> list[str]:
    """Return what axe has against the page at `url`, with all that is folded laid open."""
    page.goto(url)
    page.locator(f"{STARTED}:not(:has(.explorer:not(.alive)))").wait_for()
    page.evaluate("document.querySelectorAll('details').forEach((e) => { e.open = true; })")
    found = Axe().run(page, options={"rules": MORE_RULES}).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}), {len(rule['nodes'])} times, "
        f"as in {rule['nodes'][0]['html'][:120]}"
        for rule in found
    ]


def reading(_: Site) -> Found:
    """Run the tests of every page that are too slow for each day: by keyboard, on paper, …"""
    done = _run([sys.executable, "-m", "pytest", "-m", "audit", "-n", "auto", "-q", "tests"])
    missed = re.findall(r"(?m)^(?:FAILED|ERROR) (.*)", done.stdout)
    passed = re.search(r"(\d+) passed", done.stdout)
    if not passed:
        missed.append(f"no test of every page was run: {done.stdout[-300:]}{done.stderr[-300:]}")
    return [["tests", "failed"], [passed and passed[1], len(missed)]], missed


def firefox(site: Site) -> Found:
    """Ask in Firefox: equations, figures, explorers, search, programs, the way to the next page."""
    questions = {
        "address": site.address, "started": STARTED, "pages": site.pages, "explorers": explorers(),
        "hostile": HOSTILE, "searches": list(SEARCHES.items()),
    }  # fmt: skip
    asked, missed = Counter(), []
    for answer in _node("firefox.mjs", firefox_path(), given=json.dumps(questions)):
        what = answer["what"]
        kind = first if (first := what.split()[0]) in KINDS else "pages"
        asked[kind] += 1
        if kind in SEEN:
            asked[SEEN[kind]] += answer["seen"]
        missed += [f"{what} {fault}" for fault in answer["faults"]]
    programs = sum(not name.endswith(".html") for name in site.pages)
    expected = 4 * len(site.pages) + len(questions["explorers"]) + len(SEARCHES) + programs + 1
    if (total := sum(n for kind, n in asked.items() if kind not in SEEN.values())) != expected:
        missed.append(f"Firefox answered {total} of {expected} questions")
    rows = [["asked in Firefox", "times"], *map(list, asked.items()), ["faults", len(missed)]]
    return rows, missed


def explorers() -> list[dict]:
    """Return what each explorer must show after some keys, by mpmath and the snippets."""
    a = 1 / (1 + mpmath.exp(-mpmath.mpf("3.9")))
    factors = [a, a * (1 - a), 1, a * a * (1 - a)]
    wrong = {"keys": [["End", 1], ["ArrowLeft", 41]], "state": "z:3.9,y:0,rule:squared"}
    wrong |= {"read": ".panel dd b", "values": [float(v) for v in factors], "near": 5e-3}
    names = ("cross-entropy", "e·slope", "e³·slope", "e³ alone")
    counts = [cube_escape.steps_to_half(cube_escape.RULES[name], 2) for name in names]
    return [
        {"url": "", **wrong},
        {"url": "questions/confidence/", **wrong},
        {"url": "questions/cube/", "keys": [["Home", 1], ["ArrowRight", 4]],
         "state": "start:2,show:wrongness,axes:steps,steps:100000",
         "read": ".panel tbody td:nth-of-type(2)", "values": counts, "near": 0},
        {"url": "derivation/nudge/", "keys": [["ArrowLeft", 4]], "state": "h:0.25,way:up",
         "read": ".panel tbody tr:nth-child(n+2):nth-child(-n+4) td:last-child",
         "values": nudge.ratios(0.5, 0.25)[::-1], "near": 6e-6},
    ]  # fmt: skip


def slow(site: Site) -> Found:
    """Measure on a slow phone when the first text and the last formula can be read."""
    rows, missed = [["page", "first text", "last formula", "later by, median of three"]], []
    for answer in _node("slow.mjs", chromium(), RUNS, *site.urls):
        name = site.name(answer["url"])
        late = lateness(answer["runs"])
        text = statistics.median(run["text"] for run in answer["runs"])
        if late is None:
            rows.append([name, _seconds(text), "none", ""])
            continue
        rows.append([name, _seconds(text), _seconds(text + late), _seconds(late)])
        if late > LATEST:
            missed.append(
                f"{name}: the last formula is there {_seconds(late)} after the first text"
            )
    return rows, missed + _unseen(rows, site)


def lateness(runs: list[dict]) -> float | None:
    """Return the median of the ms from the first text to the last formula; None without one."""
    if "formula" not in runs[0]:
        return None
    late = [float("inf") if r["formula"] is None else r["formula"] - r["text"] for r in runs]
    return statistics.median(late)


def _seconds(ms: float) -> str:
    return f"{ms / 1000:.2f} s"


def lighthouse(site: Site) -> Found:
    """Let Lighthouse judge each page, in its mobile profile."""
    rows, missed = [["page", *SCORES, "runs of performance", "what cost points"]], []
    for answer in _node("lighthouse.mjs", chromium(), RUNS, *site.urls):
        name = site.name(answer["url"])
        scores = {kind: round(statistics.median(answer["scores"][kind])) for kind in SCORES}
        runs = ", ".join(map(str, answer["scores"]["performance"]))
        faults = "; ".join(answer["faults"])
        rows.append([name, *scores.values(), runs, faults])
        missed += [
            f"{name}: {kind} is {scores[kind]} and not {least} ({faults})"
            for kind, least in SCORES.items()
            if scores[kind] < least
        ]
    return rows, missed + _unseen(rows, site)


def _unseen(rows: list[list], site: Site) -> list[str]:
    """Return a sentence for each page of `site` that is not in the table `rows`."""
    names = {row[0] for row in rows}
    return [f"{n}: it was not looked at" for n in map(site.name, site.urls) if n not in names]


def packages(_: Site) -> Found:
    """Ask whether the pinned packages have known faults, if that can be found out from here."""
    command = [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off"]
    command += ["--require-hashes", "--disable-pip", "--requirement", ROOT / "requirements.txt"]
    done = _run(command)
    try:
        found = json.loads(done.stdout)["dependencies"]
        reason = next((p["skip_reason"] for p in found if "skip_reason" in p), "")
    except ValueError:
        found, reason = [], (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
    known = [p for p in found if "vulns" in p]
    missed = [
        f"{p['name']} {p['version']} has known faults: {', '.join(v['id'] for v in p['vulns'])}"
        for p in known
        if p["vulns"]
    ]
    row = [len(known), len(missed), reason and f"pip-audit cannot have its data here: {reason}"]
    return [["packages looked at", "with known faults", "others not"], row], missed


# --- what they share --------------------------------------------------------------------------


def tool(name: str) -> str:
    """Return the path of a tool; install it with apt-get, where there is one, if it is missing."""
    if not shutil.which(name) and shutil.which("apt-get"):
        root = [] if os.geteuid() == 0 else ["sudo", "-n"]
        for words in (["update"], ["install", "-y", PACKAGES[name]]):
            subprocess.run([*root, "apt-get", "-qq", *words], stdin=subprocess.DEVNULL)
    if path := shutil.which(name):
        return path
    raise ToolError(
        f"{name} is not there; install it, for example with 'apt-get install {PACKAGES[name]}'"
    )


def firefox_path() -> str:
    """Return the path of a Firefox, Debian's or any."""
    return shutil.which("firefox") or tool("firefox-esr")


def chromium() -> str:
    """Return the path of a whole browser, as readers have; what the tests use is quicker."""
    if not browsers.find(browsers.WHOLE):
        browsers.fetch(browsers.WHOLE)
    if path := browsers.find(browsers.WHOLE):
        return path
    raise ToolError(browsers.MISSING)


def _run(command: list, **options) -> subprocess.CompletedProcess:
    return subprocess.run(
        list(map(str, command)), capture_output=True, encoding="utf-8", cwd=ROOT, **options
    )


def _node(script: str, *arguments, given: str = "") -> Iterator[dict]:
    """Run a script of this folder; give the answers as they come, and tell that they do."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        process = subprocess.Popen(
            [tool("node"), WORK / script, *map(str, arguments)], encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said,
        )  # fmt: skip
        process.stdin.write(given)
        process.stdin.close()
        for line in process.stdout:
            print(line.rstrip()[:120], file=sys.stderr)
            yield json.loads(line)
        if process.wait():
            said.seek(0)
            raise ToolError(f"{script} broke off: {said.read().strip()[-600:]}")


def prepare(folder: Path, port: int) -> Site:
    """Build the site for the address that it will have, with each text compressed beside it."""
    address = f"http://127.0.0.1:{port}/"
    done = run_builder(ROOT, folder, SITE_URL=address)
    if done.returncode:
        raise ToolError(f"The site cannot be built:\n{done.stderr}")
    subprocess.run([sys.executable, "-m", "tools.card", folder / "card.png"], cwd=ROOT, check=True)
    for file in folder.rglob("*"):
        if file.suffix in TEXTS:
            file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))
    found = (file.relative_to(folder).as_posix() for file in sorted(folder.rglob("*.html")))
    return Site(address, folder, [re.sub(r"(^|/)index\.html$", r"\1", page) for page in found])


def install() -> None:
    """Copy the scripts to where npm brings the packages to what the lock says, if they are not."""
    lock = WORK / "package-lock.json"
    done = (MODULES / ".package-lock.json").exists()  # npm writes it last
    before = lock.read_bytes() if lock.exists() and done else b""
    shutil.copytree(HERE, WORK, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.py", "__*"))
    if lock.read_bytes() == before:
        return
    told = subprocess.run([tool("npm"), "ci"], cwd=WORK, capture_output=True, encoding="utf-8")
    if told.returncode:
        lock.unlink()  # so that the next run tries again
        raise ToolError(f"npm cannot install what tests/audit needs:\n{told.stderr.strip()}")


def serve(site: Site, port: int) -> subprocess.Popen:
    """Serve `site` by a static server, which sends what is compressed beside a file."""
    server = [tool("node"), MODULES / "sirv-cli" / "bin.js", site.folder, "--gzip", "--etag"]
    process = subprocess.Popen([*server, "--quiet", "--host", "127.0.0.1", "--port", str(port)])
    for _ in range(100):
        try:
            urllib.request.urlopen(site.address).close()
            return process
        except OSError:
            time.sleep(0.1)
    process.kill()
    raise ToolError("The static server does not answer")


def table(rows: list[list]) -> str:
    """Return `rows`, the head first, in Markdown."""
    lines = ["| " + " | ".join(str(c).replace("|", "\\|") for c in row) + " |" for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]])


ALL = (valid, access, reading, firefox, slow, lighthouse, packages)
PARTS = {part.__name__: part for part in ALL}


def main(names: list[str]) -> str | None:
    """Run the parts called `names`, or all; return what is missed, if anything is."""
    if unknown := set(names) - set(PARTS):
        return f"There is no part {', '.join(sorted(unknown))}; there are: {', '.join(PARTS)}"
    missed = []
    with socket.create_server(("127.0.0.1", 0)) as taken, tempfile.TemporaryDirectory() as folder:
        port = taken.getsockname()[1]
        taken.close()
        try:
            install()
            site = prepare(Path(folder) / "site", port)
            server = serve(site, port)
        except ToolError as error:
            return str(error)
        try:
            for name in names or PARTS:
                start = time.monotonic()
                try:
                    rows, faults = PARTS[name](site)
                except Exception as error:  # one part that breaks does not stop the others
                    rows, faults = [["broke off"]], [f"{type(error).__name__}: {error}"]
                minutes = (time.monotonic() - start) / 60
                print(f"\n## {name} ({minutes:.1f} min)\n\n{table(rows)}", flush=True)
                missed += [f"{name}: {fault}" for fault in faults]
        finally:
            server.terminate()
            server.wait()
    if not missed:
        print("\nNothing missed.")
        return None
    return "\n".join(["\nMissed:", *(f"- {sentence}" for sentence in missed)])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

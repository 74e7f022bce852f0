"""Programs run and edited in the page: what they print, and all that can go wrong.

Passing proves that they do as they should in one browser; `make audit` asks another.
"""

import contextlib
import json
import re
import subprocess
import sys
import time

import jupytext
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, expect

from tests.conftest import ROOT, URLS
from tests.test_browser import BUDGET, DARK, LIGHT, noisy, weight  # noqa: F401
from weave import DOCS, SNIPPETS

DELTA = "derivation/delta/"
PATIENCE = 90_000  # milliseconds, on a busy machine
LISTED = json.loads((ROOT / "docs/pyodide/files.json").read_text("utf-8"))["files"]
ASKS = {  # pages that ask for a change, and the code of the line
    url: match[2]
    for url in URLS
    if (file := ROOT / DOCS / f"{url.rstrip('/') or 'index'}.md").exists()
    and (match := re.search(r"(?m)^\{ data-change=(['\"])\S+: (.*)\1 \}$", file.read_text("utf-8")))
}
ENDED = re.compile("^(?!Fetching|Starting|Running|Change it|Line |This is ).")
FOLLOW = """url => {
    const link = Object.assign(document.createElement("a"), { href: url });
    document.querySelector("article").append(link);
    link.click();
}"""


def follow(page, url: str) -> None:
    """Go to `url` as by a link of the page: the theme then loads no new one."""
    page.evaluate("document.querySelector('article').dataset.old = ''")
    page.evaluate(FOLLOW, url)
    page.locator("article:not([data-old])").wait_for()


def pythons(page, number: int) -> list:
    """Return the workers of `page` that run Python, as soon as there are `number` of them.

    Chromium lists one that was ended in a loop for some two seconds more.
    """
    for _ in range(500):
        found = [worker for worker in page.workers if "python.js" in worker.url]
        if len(found) == number:
            return found
        page.wait_for_timeout(20)
    pytest.fail(f"{len(found)} workers, and not {number}")


class Program:
    """A program on a page, as a reader sees and uses it."""

    def __init__(self, page, output=None) -> None:
        self.page, self.output = page, output or page.locator(".output").first
        self.status = self.output.get_by_role("status")
        self.editor = self.output.locator("xpath=preceding-sibling::*[1]").locator("textarea")

    def button(self, name: str):
        return self.output.get_by_role("button", name=re.compile(f"^{name} "))

    def write(self, text: str) -> None:
        if not self.editor.count():
            self.button("Edit").click()
        self.editor.fill(text)

    def begins(self, times: int = 1) -> None:
        if self.status.count():  # what it says of the last run
            self.status.evaluate("e => { e.textContent = ''; }")
        self.button("Run").click(click_count=times)

    def ends(self) -> str:
        """Wait until Python has come and the program has ended; return what is said then."""
        expect(self.status).to_have_text(ENDED, timeout=PATIENCE)
        expect(self.button("Run")).to_have_text("Run")
        return self.status.inner_text()

    def runs(self, text: str = "") -> str:
        if text:
            self.write(text)
        self.begins()
        return self.ends()

    @property
    def own(self) -> str:
        return self.output.locator("> pre > samp").text_content()

    @property
    def here(self) -> list[str]:
        return [text for text in self.output.locator(".here samp").all_text_contents() if text]


@pytest.fixture(scope="module")
def visited(browser, address):
    """One page, and with it one Python, for all that leaves both as they were."""
    page = browser.new_page()
    page.goto(address + DELTA)
    yield page
    page.close()


@pytest.fixture
def program(visited, address) -> Program:
    """The program of a page that was opened afresh in this visit."""
    visited.evaluate("sessionStorage.clear()")
    follow(visited, address + "next/")  # a page is not loaded anew where one is
    follow(visited, address + DELTA)
    return Program(visited)


@pytest.fixture
def first(page, address) -> Program:
    """The program of a first visit."""
    page.goto(address + DELTA)
    return Program(page)


# --- the same as in the page ------------------------------------------------------------------


@pytest.mark.parametrize("url", [u for u in URLS if u not in ("claims/", "next/", "snippets/")])
def test_programs_print_here_byte_for_byte_what_the_page_shows(visited, address, url):
    follow(visited, address + url)
    visited.evaluate("document.querySelectorAll('details').forEach((e) => { e.open = true; })")
    for output in visited.locator("article .output").all():
        program = Program(visited, output)
        said = program.runs()
        if output.locator("> pre").count():
            assert program.here == [program.own]
            assert said == "Exactly the same here."
        else:
            assert said == "It ran without an error, and printed nothing."
            assert program.here == []


def test_every_snippet_and_every_cell_that_draws_nothing_can_be_run(pages):
    shown = {
        name
        for p in pages
        for e in p.all("div", data_output=None)
        if (name := e.get("data-output"))
    }
    assert shown == {file.name for file in (ROOT / SNIPPETS).glob("*.py")}
    for lab in (ROOT / DOCS / "labs").glob("*.py"):
        book = jupytext.reads(lab.read_text("utf-8"), fmt={"extension": ".py"})
        code = [cell.source for cell in book.cells if cell.cell_type == "code"]
        (page,) = (p for p in pages if p.url == f"labs/{lab.stem}/")
        cells = page.all("div", **{"class": "output"})
        assert len(cells) == sum("plt." not in source for source in code)


# --- what is fetched --------------------------------------------------------------------------


def test_python_is_fetched_at_the_first_click_from_this_site_once(page, noisy, address):  # noqa: F811
    asked = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    page.goto(address + DELTA, wait_until="networkidle")
    mine = ("pyodide/", "js/run", "js/python")
    assert not [name for name in asked if name.startswith(mine)]
    program = Program(page)
    program.begins()
    expect(program.status).to_contain_text(re.compile("Fetching|Starting|Running"))
    assert program.ends() == "Exactly the same here."
    fetched = sorted(name for name in asked if name.startswith(mine))
    core = [f"pyodide/{n}" for n in ("files.json", *LISTED) if not n.startswith("numpy")]
    assert fetched == sorted(["js/python.js", "js/python.py", "js/run.js", *core])
    program.write("import numpy as np\nprint(np.arange(3))")
    program.begins()
    wheel = LISTED[next(name for name in LISTED if name.endswith(".whl"))]["bytes"]
    expect(program.status).to_have_text(
        re.compile(f"numpy from this site: {wheel / 1e6:.1f} MB at most|Starting numpy")
    )
    program.ends()
    assert program.here == ["[0 1 2]\n"]
    assert len([name for name in asked if name.startswith("pyodide/numpy")]) == 1
    follow(page, address + "derivation/batch/")
    assert Program(page).runs() == "Exactly the same here."
    assert len([n for n in asked if n.startswith(mine)]) == len(fetched) + 1
    assert noisy == []


def test_script_that_offers_it_is_small(site):
    assert weight(site / "js/site.js") <= BUDGET["script"]


def test_size_is_told_and_what_has_come_is_counted(page, first):
    page.route("**/python_stdlib.zip", lambda route: (time.sleep(1), route.continue_()))
    first.begins()
    total = sum(told["bytes"] for name, told in LISTED.items() if not name.startswith("numpy"))
    expect(first.status).to_contain_text(
        f"Fetching Python from this site: {total / 1e6:.1f} MB at most."
    )
    bar = first.output.get_by_role("progressbar")
    assert float(bar.get_attribute("max")) == total
    assert float(bar.get_attribute("value")) <= total
    first.ends()
    expect(bar).to_be_hidden()


def test_fetch_is_cancelled_and_begun_again(page, first):
    def hold(route):
        if not waiting:
            waiting.append(route)
        else:
            route.continue_()

    waiting = []
    page.route("**/pyodide.asm.wasm", hold)
    first.begins()
    for _ in range(500):
        if waiting:
            break
        page.wait_for_timeout(20)
    assert waiting
    first.button("Cancel").click()
    assert first.ends() == "Cancelled."
    pythons(page, 0)
    expect(first.output.get_by_role("progressbar")).to_be_hidden()
    assert first.runs() == "Exactly the same here."


def test_second_click_while_python_is_loading_changes_nothing(page, address):
    page.goto(address + DELTA)
    program = Program(page)
    program.begins(times=2)  # the second does not cancel it
    assert program.ends() == "Exactly the same here."
    pythons(page, 1)


def test_double_click_on_stop_does_not_start_again_and_a_third_click_stops(program):
    program.write("while True:\n    pass\n")
    program.begins()
    expect(program.status).to_have_text("Running.", timeout=PATIENCE)
    program.button("Stop").dblclick()
    assert program.ends() == "Stopped."
    program.begins(times=3)
    expect(program.status).to_have_text(re.compile("Stopped|Cancelled"), timeout=PATIENCE)


def test_other_program_takes_its_turn_while_python_is_loading(page, address):
    page.goto(address + "derivation/conventions/")
    page.evaluate("document.querySelectorAll('details').forEach((e) => { e.open = true; })")
    one, two = (Program(page, output) for output in page.locator(".output").all()[:2])
    one.begins()
    one.button("Cancel").wait_for()
    two.begins()
    assert two.ends() == "Exactly the same here."
    assert one.status.inner_text() == "Not run: another program was started."
    assert one.here == []
    pythons(page, 1)


def test_broken_wheel_is_refused_in_a_sentence(page, first):
    wheel = (ROOT / "docs/pyodide" / next(n for n in LISTED if n.startswith("numpy"))).read_bytes()
    broken = wheel[:1000] + bytes([wheel[1000] ^ 1]) + wheel[1001:]
    page.route("**/numpy-*.whl", lambda route: route.fulfill(body=broken))
    said = first.runs("import numpy\nprint(1)")
    assert re.match(r"(What arrived is no working Python|Python could not be fetched)", said), said
    page.unroute("**/numpy-*.whl")
    assert "Your version" in first.runs()


@pytest.mark.parametrize("name", ["pyodide.asm.wasm", "pyodide.asm.mjs", "files.json"])
def test_file_that_does_not_come_is_named(page, first, name):
    page.route(f"**/{name}", lambda route: route.fulfill(status=404, body=""))
    assert first.runs() == (
        "Python could not be fetched. Is there a connection? Then try again. "
        f"What did not arrive is {name}."
    )
    page.unroute(f"**/{name}")
    if name != "pyodide.asm.mjs":  # browsers remember a module that failed, until a reload
        assert first.runs() == "Exactly the same here."


def test_without_a_connection_a_sentence_says_so(context, page, first):
    context.set_offline(True)
    first.output.get_by_role("button", name="Run").click()
    expect(first.output).to_contain_text(re.compile("could not be fetched"))


def send_policy(page, policy: str) -> None:
    """Send the worker with a policy as a header, as a host may."""
    script = (ROOT / "docs/js/python.js").read_text("utf-8")
    headers = {"Content-Security-Policy": policy, "Content-Type": "text/javascript"}
    page.route("**/js/python.js", lambda route: route.fulfill(body=script, headers=headers))


def test_refused_webassembly_is_told_in_a_sentence(page, first):
    send_policy(page, "script-src 'self'")
    assert first.runs().startswith("This browser, or the host of this site, refuses WebAssembly")
    pythons(page, 0)


def test_policy_of_the_guide_is_enough(page, first):
    guide = " ".join((ROOT / "CONTRIBUTING.md").read_text("utf-8").split())
    (policy,) = re.findall("`(default-src 'none'; script-src[^`]*)`", guide)
    send_policy(page, policy)
    assert first.runs("import numpy as np\nprint(np.arange(2))\n").startswith("Your version")
    assert first.here == ["[0 1]\n"]


# --- what programs do -------------------------------------------------------------------------


def test_endless_loop_is_stopped_at_once_and_python_starts_afresh(program):
    program.write("print('begun', flush=True)\nwhile True:\n    pass\n")
    program.begins()
    program.button("Stop").wait_for(timeout=PATIENCE)
    expect(program.status).to_have_text("Running.", timeout=PATIENCE)
    (before,) = pythons(program.page, 1)
    took = program.page.evaluate(
        """async () => {
            const start = performance.now();
            document.querySelector(".output button").click();
            while (!/Stopped/.test(document.querySelector("[role=status]").textContent))
                await new Promise((done) => setTimeout(done));
            return performance.now() - start;
        }"""
    )
    assert took < 100
    for _ in range(500):
        if before not in program.page.workers:
            break
        program.page.wait_for_timeout(20)
    assert before not in program.page.workers
    pythons(program.page, 1)  # another, which gets ready
    assert program.runs("print(1)") == "Your version; marked is what differs."


def test_exception_shows_its_last_lines_and_marks_the_line(program):
    said = program.runs("def f(n):\n    return f(n - 1) if n else 1 / n\n\n\nprint(7)\nf(30)\n")
    assert said == "Error in line 2 (marked): ZeroDivisionError: division by zero"
    printed, told = program.here
    assert printed == "7\n"
    lines = told.split("\n")
    assert len(lines) <= 14
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[-1] == "ZeroDivisionError: division by zero"
    assert "python.py" not in told
    marked = program.editor.evaluate("e => [e.className, e.style.getPropertyValue('--line')]")
    assert marked == ["marked", "2"]
    program.runs("print(8)\n")
    assert "marked" not in (program.editor.get_attribute("class") or "")


def test_syntax_error_marks_its_line(program):
    assert program.runs("a = 1\nb = = 2\n").startswith("Error in line 2 (marked): SyntaxError: ")
    assert program.here[0].split("\n")[-1].startswith("SyntaxError")


def test_error_in_a_cell_above_is_marked_there(visited, address):
    visited.evaluate("sessionStorage.clear()")
    follow(visited, address + "labs/eleven-lines/")
    above, below = (Program(visited, visited.locator(".output").nth(n)) for n in (1, 2))
    above.write("start = 1 / 0\n")
    assert below.runs() == (
        "Error in line 1 of cell 2, above (marked): ZeroDivisionError: division by zero"
    )
    assert above.editor.get_attribute("class") == "marked"
    above.button("Reset").click()
    assert below.runs() == "Exactly the same here."


def test_huge_output_is_cut_with_a_note(program):
    said = program.runs("for n in range(100_000):\n    print(f'{n:09d}')\n")
    assert said.endswith("980,000 more characters are not shown.")
    assert len(program.here[0]) == 20_000


def test_endless_output_can_be_stopped(program):
    program.write("while True:\n    print('again and again')\n")
    program.begins()
    expect(program.output.locator(".here samp").first).to_contain_text(
        "again and again", timeout=PATIENCE
    )
    program.button("Stop").click()
    assert program.ends() == "Stopped."
    assert len(program.here[0]) <= 20_000


def test_input_finds_nobody_to_ask(program):
    assert program.runs("name = input('Who? ')\n").startswith("Error in line 1 (marked): EOFError")
    assert program.here[0].endswith(
        "EOFError: nobody can be asked here; write the value into the program"
    )


def test_verdict_is_about_what_was_sent_and_reset_ends_it(program):
    text = "import time\ntime.sleep(1)\nprint('mine')\n1 / 0\n"
    program.write(text)
    program.begins()
    expect(program.status).to_have_text("Running.", timeout=PATIENCE)
    program.editor.fill("# two more\n\n" + text)
    assert program.ends() == "Error in line 4: ZeroDivisionError: division by zero"
    assert "marked" not in (program.editor.get_attribute("class") or "")
    program.write("import time\nwhile True:\n    time.sleep(0.1)\n")
    program.begins()
    expect(program.status).to_have_text("Running.", timeout=PATIENCE)
    program.button("Reset").click()
    expect(program.status).to_have_text("This is the page's own program again.")
    expect(program.button("Run")).to_be_visible()
    assert program.runs() == "Exactly the same here."


def test_marked_lines_are_those_that_differ_wherever_they_stand(program):
    text = (ROOT / SNIPPETS / "delta.py").read_text("utf-8")
    head, main = text.split('if __name__ == "__main__":\n')
    main = f'if __name__ == "__main__":\n    print("first")\n{main}'
    assert program.runs(head + main) == "Your version; marked is what differs."
    assert program.output.locator(".here mark").all_inner_texts() == ["first"]
    fewer = text.replace("(0.5, 0), ", "")
    assert program.runs(fewer) == "Your version; lines or line ends are missing."
    assert program.output.locator(".here mark").count() == 0


def test_control_enter_starts_a_running_program_anew(program):
    program.write("while True:\n    pass")
    program.begins()
    expect(program.status).to_have_text("Running.", timeout=PATIENCE)
    program.editor.fill("print(3)")
    program.editor.press("Control+Enter")
    assert program.ends() == "Your version; marked is what differs."
    assert program.here == ["3\n"]


def test_exit_and_warnings_are_told(program):
    program.runs("import sys\nprint(1)\nsys.exit('enough')\n")
    assert program.here == ["1\n", "The program ended itself: enough"]
    program.runs("import sys\nprint(1)\nsys.exit()\n")
    assert program.here == ["1\n"]
    program.runs("import warnings\nwarnings.warn('mind')\nprint(2)\n")
    assert program.here[0] == "2\n"
    assert "delta.py:2: UserWarning: mind" in program.here[1]


@pytest.mark.parametrize(
    "text",
    ["import os\nos.abort()\n", "import sys\nsys.setrecursionlimit(10**9)\nf = lambda: f()\nf()\n"],
)
def test_program_that_ends_python_itself_is_survived(program, text):
    assert program.runs(text).startswith(
        "The program ended Python itself. The next run starts it anew. ("
    )
    assert program.runs("print(1)\n") == "Your version; marked is what differs."


def test_too_much_memory_is_an_error_of_the_program(program):
    said = program.runs("import numpy as np\nnp.ones(2**40)\n")
    assert said.startswith("Error in line 2 (marked): ")
    assert "MemoryError" in program.here[-1] or "ValueError" in program.here[-1]


SPOILS = """
import builtins, math, random, sys
import numpy as np
np.set_printoptions(precision=1)
np.seterr(all="raise")
math.exp = np.exp = np.linalg.norm = np.random.default_rng = None
random.random = lambda: 4
builtins.len = 3
builtins.foo = 7
sys.modules["math"] = None
sys.setrecursionlimit(99)
sys.settrace(lambda *_: print("traced"))
sys.stdout = sys.stderr
mine = 5
"""
LOOKS = """
import io, math, random, sys
import numpy as np
print(np.array([1.23456]), math.exp(0), len("ab"), random.random() < 1)
print(sys.getrecursionlimit() > 99)
print(np.geterr()["over"], "mine" in globals(), np.exp(0), np.linalg.norm([3.0, 4.0]))
print(np.random.default_rng(0).random() < 1)
try:
    foo
except NameError:
    print("no foo")
"""


def test_no_program_sees_what_another_did_to_the_library(program):
    assert program.runs(SPOILS) == "It ran without an error, and printed nothing."
    assert program.runs(LOOKS) == "Your version; marked is what differs."
    assert program.here == ["[1.23456] 1.0 2 True\nTrue\nwarn False 1.0 5.0\nTrue\nno foo\n"]


def test_python_is_made_anew_for_the_next_program_when_one_closes_its_output(program):
    program.runs("import sys\nprint('before', flush=True)\nsys.stdout.close()\n")
    assert program.here[0] == "before\n"
    assert program.runs("print(1)\n") == "Your version; marked is what differs."
    assert program.here == ["1\n"]


def test_what_was_printed_before_an_endless_loop_or_the_end_of_python_is_seen(program):
    program.write("print('before')\nwhile True:\n    pass\n")
    program.begins()
    expect(program.output.locator(".here samp").first).to_have_text("before\n", timeout=PATIENCE)
    program.button("Stop").click()
    program.ends()
    assert program.here == ["before\n"]
    program.runs("print('one')\nimport os\nos.abort()\n")
    assert program.here[0].startswith("one\n")


def test_program_that_waits_for_a_wheel_gives_way_to_another(page, address):
    """Neither shows what the other printed."""
    page.goto(address + "derivation/conventions/")
    page.evaluate("document.querySelectorAll('details').forEach((e) => { e.open = true; })")
    outputs = page.locator(".output").all()
    one, two = Program(page, outputs[0]), Program(page, outputs[-1])
    two.runs("print(1)\n")  # which needs no numpy; the two that follow do
    two.write("import numpy\nprint(2)\n")
    waiting = []
    page.route("**/numpy-*.whl", lambda r: r.continue_() if waiting else waiting.append(r))
    one.begins()
    one.button("Cancel").wait_for()
    for _ in range(100):
        if waiting:
            break
        page.wait_for_timeout(50)
    two.begins()
    with contextlib.suppress(Error):  # nobody waits for it any more
        waiting[0].continue_()
    assert two.ends() == "Your version; marked is what differs."
    assert two.here == ["2\n"]
    assert one.here == []
    assert one.status.inner_text() == "Not run: another program was started."


def test_place_on_the_page_loses_neither_a_result_nor_a_running_program(page, first):
    first.runs("print(1)\n")
    page.locator(".md-sidebar--secondary a.md-nav__link").first.click()
    page.wait_for_timeout(1000)  # the theme puts the same page in its place
    assert first.here == ["1\n"]
    expect(first.editor).to_have_value("print(1)\n")
    first.write("import time\ntime.sleep(3)\nprint(2)\n")
    first.begins()
    expect(first.status).to_have_text("Running.")
    page.locator(".md-sidebar--secondary a.md-nav__link").last.click()
    assert first.ends() == "Your version; marked is what differs."
    assert first.here == ["2\n"]


# --- leaving ----------------------------------------------------------------------------------


def test_page_that_is_left_ends_its_program_and_no_worker_stays_behind(page, first, address):
    first.write("while True:\n    pass\n")
    first.begins()
    expect(first.status).to_have_text("Running.", timeout=PATIENCE)
    follow(page, address + "derivation/slope/")
    pythons(page, 0)
    assert Program(page).runs() == "Exactly the same here."
    (worker,) = pythons(page, 1)
    follow(page, address + DELTA)
    assert pythons(page, 1) == [worker]  # idle, it is kept
    program = Program(page)
    program.button("Reset").click()
    assert program.runs() == "Exactly the same here."
    assert pythons(page, 1) == [worker]


# --- editing ----------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [360, 1280])
def test_editing_moves_nothing_and_looks_the_same(page, address, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address + DELTA)
    program = Program(page)
    code = page.locator(".highlight code").first
    looks = """e => ["fontFamily", "fontSize", "lineHeight", "padding", "color", "backgroundColor"]
        .map((name) => getComputedStyle(e)[name])"""
    place = """e => { const { x, y, width, height } = e.getBoundingClientRect();
        return [x, y + scrollY, width, height]; }"""
    before, box = code.evaluate(looks), code.evaluate(place)
    below = program.output.evaluate(place)[:2]
    program.button("Edit").click()
    assert program.editor.evaluate("e => e.scrollHeight <= e.clientHeight")
    assert program.editor.evaluate(looks) == before
    assert program.editor.evaluate(place) == pytest.approx(box, abs=0.1)
    assert program.output.evaluate(place)[:2] == pytest.approx(below, abs=0.1)
    expect(code).to_be_hidden()
    expect(program.editor).to_be_focused()
    page.keyboard.press("Escape")
    expect(program.button("Edit")).to_be_focused()
    expect(program.editor).to_have_count(0)
    program.button("Edit").click()
    program.button("Close").click()  # where there is no key for it
    expect(program.editor).to_have_count(0)
    assert code.evaluate(place) == box


def test_keyboard_is_enough(page, address):
    page.goto(address + DELTA)
    program = Program(page)
    program.button("Edit").focus()
    page.keyboard.press("Enter")
    expect(program.editor).to_be_focused()
    assert program.editor.get_attribute("aria-label") == "Code of delta.py"
    page.keyboard.press("Tab")
    expect(program.editor).not_to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(program.editor).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("if True:\n    a = 6 * 7\nprint(a)")  # Enter keeps the indent
    expect(program.editor).to_have_value("if True:\n    a = 6 * 7\n    print(a)")
    page.keyboard.press("Control+Enter")
    program.button("Cancel").wait_for()
    assert program.ends() == "Your version; marked is what differs."
    assert program.here == ["42\n"]
    page.keyboard.press("Escape")
    expect(program.button("Edit")).to_be_focused()
    expect(program.editor).to_have_count(1)  # it holds what was written
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(program.editor).to_have_count(0)
    expect(program.button("Edit")).to_be_focused()
    expect(program.button("Reset")).to_be_hidden()
    assert program.here == []


def test_edit_survives_another_page_and_a_reload_but_not_reset(page, first, address):
    first.write("print(1)\n")
    follow(page, address + "derivation/slope/")
    assert Program(page).editor.count() == 0
    page.go_back()
    page.locator('[data-output="delta.py"]').wait_for()
    program = Program(page)
    expect(program.editor).to_have_value("print(1)\n")
    page.reload()
    expect(program.editor).to_have_value("print(1)\n")
    program.button("Reset").click()
    page.reload()
    page.locator(".output button").first.wait_for()
    expect(program.editor).to_have_count(0)


def test_edit_in_a_fold_is_whole_when_that_is_opened_later(page, address):
    page.goto(address + "deeper/slips/")
    text = "".join(f"print({n})\n" for n in range(40))
    key = f"edit {page.evaluate('location.pathname')} slips_training.py"
    page.evaluate("([key, text]) => sessionStorage.setItem(key, text)", [key, text])
    page.reload()
    editor = page.locator("textarea")
    expect(editor).to_have_value(text)
    page.evaluate("document.querySelectorAll('details').forEach((e) => { e.open = true; })")
    assert editor.evaluate("e => [e.scrollHeight <= e.clientHeight, e.clientHeight > 400]") == [
        True, True
    ]  # fmt: skip


def test_copy_yields_what_was_written(context, page, first):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    first.write("print(1)")
    page.locator(".highlight [data-clipboard-target]").first.click()
    page.wait_for_function("async () => await navigator.clipboard.readText() === 'print(1)\\n'")
    first.button("Reset").click()
    page.locator(".highlight [data-clipboard-target]").first.click()
    page.wait_for_function(
        "async () => (await navigator.clipboard.readText()).includes('def loss')"
    )


@pytest.mark.parametrize("url", ASKS)
def test_asked_change_leads_to_the_line(visited, address, url):
    visited.evaluate("sessionStorage.clear()")
    follow(visited, address + url)
    visited.get_by_role("button", name="Change it here").click()
    editor = visited.locator("textarea")
    expect(editor).to_be_focused()
    line = editor.evaluate("e => e.value.split('\\n')[e.style.getPropertyValue('--line') - 1]")
    assert ASKS[url] in line
    at = editor.evaluate(
        """e => e.getBoundingClientRect().top + parseFloat(getComputedStyle(e).lineHeight)
            * e.style.getPropertyValue('--line')"""
    )
    assert 60 < at < visited.viewport_size["height"]
    expect(visited.get_by_role("status").filter(has_text="is marked")).to_be_attached()
    visited.get_by_role("link", name="Back to the question").click()
    expect(visited.locator("#check-it-yourself")).to_be_in_viewport()
    assert editor.evaluate("e => e.value.slice(0, e.selectionStart).split('\\n').pop()") == line


def test_pages_that_say_check_it_yourself_lead_there():
    said = {
        url
        for url in URLS
        if (file := ROOT / DOCS / f"{url.rstrip('/') or 'index'}.md").exists()
        and "## Check it yourself" in file.read_text("utf-8")
    }
    assert set(ASKS) == said


# --- looks, and where nothing of it is --------------------------------------------------------


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_axe_finds_no_fault_while_a_program_is_edited_and_has_failed(browser, address, scheme):
    page = browser.new_page(color_scheme=scheme, viewport={"width": 360, "height": 800})
    page.goto(address + DELTA)
    program = Program(page)
    program.runs("print(1)\nprint(2\n")
    program.runs("print(1)\n1 / 0\n")
    found = Axe().run(page, context="article")
    page.close()
    assert found.violations_count == 0, found.generate_report()


def test_print_shows_the_page_without_it(page, first):
    first.runs("print(1)\n")
    page.emulate_media(media="print")
    for part in (first.editor, first.output.locator(".here"), first.button("Run")):
        expect(part).to_be_hidden()
    expect(page.locator(".highlight code").first).to_be_visible()


def test_nothing_of_it_without_javascript(browser, address):
    """Nor from a disk: tests/test_offline.py."""
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(address + "labs/eleven-lines/")
    assert plain.locator(".output button").count() == 0
    expect(plain.locator(".output:not(:has(pre))").first).to_be_hidden()
    context.close()


def test_forced_colours_leave_the_marked_line_and_the_buttons(page, first):
    page.emulate_media(forced_colors="active")
    assert first.runs("1 / 0\n").startswith("Error in line 1 (marked)")
    border = first.button("Run").evaluate("e => getComputedStyle(e).borderTopWidth")
    assert border != "0px"


# --- what Python does with the programs (docs/js/python.py), here without a browser -----------


DRIVER = """
import contextlib, io, json, sys
import numpy.linalg, numpy.random
source = open(sys.argv[1], encoding="utf-8").read()
names = {"__file__": "python.py"}
exec(compile(source, "python.py", "exec"), names)
answers = []
for texts in json.load(sys.stdin):
    begun = []
    programs = [[f"cell {n}", text] for n, text in enumerate(texts, 1)]
    with contextlib.redirect_stdout(io.StringIO()) as out:
        names["library"].held["sys"]["stdout"] = out
        fault, _ = json.loads(names["run"](json.dumps(programs), begun.append))
    answers.append([out.getvalue(), begun, fault])
json.dump(answers, sys.__stdout__)
"""


def python(*runs: tuple[str, ...]) -> list[list]:
    """Do each of `runs`, programs one after the other, in one process as the worker does.

    Returns what each printed, which of its programs were begun, and the fault.
    """
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, ROOT / "docs/js/python.py"],
        input=json.dumps(runs), capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_cells_that_ran_are_not_run_again_until_one_changes_or_fails():
    one, two, three = "a = 1\nprint('one')", "a += 1\nprint(a)", "a += 1\nprint(a)"
    runs = {
        (one,): ["one\n", [0]],
        (one, two): ["2\n", [1]],
        (one, two, three): ["3\n", [2]],
        (one, "a = 5", three): ["one\n6\n", [0, 1, 2]],
        (one, "1 / 0", three): ["one\n", [0, 1]],
    }
    answers = python(*runs)
    assert [answer[:2] for answer in answers] == list(runs.values())
    assert answers[4][2] == [
        'Traceback (most recent call last):\n  File "cell 2", line 1, in <module>\n    1 / 0\n'
        "    ~~^~~\nZeroDivisionError: division by zero",
        "cell 2", 1, "ZeroDivisionError: division by zero",
    ]  # fmt: skip
    again = python((one, two, three), (one, two, three))  # not 4: from the start
    assert again[0] == again[1] == ["one\n2\n3\n", [0, 1, 2], None]
    assert [fault[3] for *_, fault in python((two,), (two,))] == [
        "NameError: name 'a' is not defined"
    ] * 2  # fmt: skip


def test_program_alone_starts_each_time_with_nothing():
    text = "import __main__\nprint('a' in dir(), __name__, __file__, hasattr(__main__, 'a'))\na = 1"
    assert python((text,), (text,)) == [["False __main__ cell 1 False\n", [0], None]] * 2


def test_cells_share_what_they_set_in_the_library_and_other_programs_do_not():
    sets = "import numpy as np\nnp.set_printoptions(precision=1)"
    asks = "import numpy as np\nprint(np.array([1.23456]))"
    first, second, alone = python((sets,), (sets, asks), (asks,))
    assert first == ["", [0], None]
    assert second == ["[1.2]\n", [1], None]
    assert alone == ["[1.23456]\n", [0], None]


def test_traceback_keeps_its_end_and_a_message_its_beginning():
    deep = "def f(n):\n    return g(n)\ndef g(n):\n    return f(n - 1) if n else {}[n]\nf(20)"
    long = "raise ValueError('first\\n' + 'x' * 10**7 + '\\n' * 50)"
    ((*_, one), (*_, two)) = python((deep,), (long,))
    lines = one[0].split("\n")
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[1] == "  ..."
    assert lines[-1] == one[3] == "KeyError: 0"
    assert len(lines) <= 12
    assert one[1:3] == ["cell 1", 4]
    assert two[3] == "ValueError: first"
    assert two[0].endswith("\n...")
    assert len(two[0]) < 1000

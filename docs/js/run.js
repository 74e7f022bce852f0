// Runs and edits the programs of a page where they stand. There is one Python for a whole visit,
// in a worker (python.js): fetched at the first click, kept from page to page, and ended to end
// what it runs.

const FAILED = {
  missing: (file) => `Python could not be fetched: ${file} did not come. `
    + "Is there a connection? Then try again.",
  refused: () => "This browser, or the host of this site, refuses WebAssembly, which Python needs "
    + "to run in a page. Copy the program, and run it with a Python of your own.",
  memory: () => "Python needs more memory than this browser gives. Close other pages and try "
    + "again, or copy the program, and run it with a Python of your own.",
  broken: (error) => `What came is no working Python (${error}). Reload the page and try again.`,
  python: (error) => `The program ended Python itself (${error}). The next run starts it anew.`,
};
const KEYS = matchMedia("(hover: hover)").matches
  ? " Ctrl+Enter runs it, Escape leaves the text." : "";

// --- one Python for the visit ---

let worker, ready, current; // current: the block whose program waits or runs

function start(programs) {
  const mine = (worker = new Worker(new URL("python.js", import.meta.url), { type: "module" }));
  ready = false;
  mine.onmessage = ({ data }) => mine === worker && hear(data);
  mine.onerror = (event) => {
    event.preventDefault();
    if (mine === worker) hear({ failed: "missing", error: "python.js" });
  };
  mine.postMessage({ programs, ready: true });
}

function end() {
  worker?.terminate();
  worker = undefined;
}

function hear(data) {
  const block = current;
  if (data.ready && !ready) {
    ready = true;
    if (block) worker.postMessage({ programs: block.programs });
  }
  if (data.failed) end();
  if (data.failed || data.done) current = undefined;
  block?.hear(data);
}

function begin(block) {
  if (current) halt("Not run: another program was started.");
  current = block;
  block.begin(worker && ready);
  if (!worker) start(block.programs);
  else if (ready) worker.postMessage({ programs: block.programs });
}

// Nothing else ends an endless loop than the end of its worker; the next one gets ready at once.
function halt(words) {
  const block = current;
  const running = ready && block.fetched.hidden;
  current = undefined;
  if (running || !words) end();
  if (running) start(block.programs);
  block.rest(words ?? (running ? "Stopped." : "Cancelled."));
}

// A program whose page is left is ended; Python that is loading, or waits, is kept.
window.document$?.subscribe(() => {
  if (!current || current.output.isConnected) return;
  current = undefined;
  if (ready) end();
});

// --- a program on the page ---

const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
const kept = new WeakMap();

function blockOf(output) {
  if (!kept.has(output)) kept.set(output, new Block(output));
  return kept.get(output);
}

class Block {
  constructor(output) {
    this.output = output;
    this.code = output.previousElementSibling.querySelector("pre > code");
    this.given = this.code.textContent;
    this.copies = this.code.parentElement.querySelector("[data-clipboard-target]");
    this.prints = output.querySelector("pre > samp")?.textContent ?? "";
    [this.runs, this.edits] = output.querySelectorAll("button");
    // A cell of a lab needs those above it.
    const cells = [...document.querySelectorAll(".output:not([data-output])")];
    this.chain = output.dataset.output ? [output] : cells.slice(0, cells.indexOf(output) + 1);
    this.name = this.edits.ariaLabel.replace("Edit ", "");
    this.key = `edit ${location.pathname} ${this.name}`;
    this.resets = make("button", {
      type: "button", textContent: "Reset", ariaLabel: `Reset ${this.name}`, hidden: true,
      onclick: () => this.reset(),
    });
    this.edits.after(this.resets);
    this.status = make("p", { role: "status" });
    this.bar = make("progress", { ariaLabel: "Fetched of Python" });
    this.fetched = make("p", { hidden: true }, this.bar, make("span"));
    this.result = make("div");
    output.append(make("div", { className: "here" }, this.status, this.fetched, this.result));
  }

  get text() { return this.area?.value ?? this.given; }
  get edited() { return this.chain.some((cell) => blockOf(cell).text !== blockOf(cell).given); }
  get programs() { return this.chain.map(blockOf).map(({ name, text }) => [name, text]); }

  label(word) {
    this.runs.textContent = word;
    this.runs.ariaLabel = `${word} ${this.name}`;
  }

  mark(line) {
    for (const element of [this.code, this.area].filter(Boolean)) {
      element.classList.toggle("marked", Boolean(line));
      element.style.setProperty("--line", line ?? 0);
    }
  }

  begin(isReady) {
    for (const cell of this.chain) blockOf(cell).mark();
    this.result.replaceChildren();
    this.label(isReady ? "Stop" : "Cancel");
    this.status.textContent = isReady ? "Running." : "Fetching Python from this site.";
  }

  rest(words) {
    this.label("Run");
    this.fetched.hidden = true;
    this.status.textContent = words;
  }

  hear({ total, got, number, of, printed, length, done, fault, failed, error }) {
    if (failed) return this.rest(FAILED[failed](error));
    if (total) this.fetching(got, total);
    if (number !== undefined) {
      this.label("Stop");
      this.fetched.hidden = true;
      this.status.textContent = of > number + 1
        ? `Running the cells above: ${number + 1} of ${of - 1}.` : "Running.";
    }
    if (printed) this.show(printed, fault, done && !fault);
    if (done) this.judge(printed, length, fault);
  }

  fetching(got, total) {
    if (this.fetched.hidden) {
      this.label("Cancel");
      this.status.textContent = `Fetching Python from this site: ${megabytes(total)} MB, `
        + "less on the way where the host compresses it.";
    }
    this.fetched.hidden = false;
    Object.assign(this.bar, { max: total, value: Math.min(got, total) });
    const words = ` ${megabytes(this.bar.value)} of ${megabytes(total)} MB`;
    this.bar.nextSibling.textContent = words;
    if (got >= total) this.status.textContent = "Starting Python.";
  }

  show({ out, err }, fault, compared) {
    const own = this.prints.split("\n");
    const lines = out.split("\n").flatMap((line, n) => [
      n ? "\n" : "",
      compared && line && line !== own[n] ? make("mark", { textContent: line }) : line,
    ]);
    const block = (...content) => make("pre", { tabIndex: 0 }, make("samp", {}, ...content));
    this.result.replaceChildren(...[
      out && block(...lines),
      err && make("p", { textContent: "It warns:" }), err && block(err),
      fault && block(fault[0]),
    ].filter(Boolean));
  }

  judge({ out, err }, length, fault) {
    const words = [];
    if (fault) {
      const [, file, line] = fault;
      const at = blockOf(this.chain.find((cell) => blockOf(cell).name === file));
      at.mark(line);
      const where = at === this ? "" : ` in ${file}, above`;
      words.push(line ? `An error${where}: marked is line ${line}.` : `An error${where}.`);
    } else if (!out) words.push("It ran, and printed nothing.");
    else {
      const [same, other] = this.edited
        ? ["Your version prints the same.", "Your version; marked is what differs."]
        : ["The same here, byte for byte.", "Not the same here: marked is what differs."];
      words.push(out === this.prints ? same : other);
    }
    const cut = Math.max(length.out - out.length, length.err - err.length);
    if (cut > 0) words.push(`${cut.toLocaleString("en")} more characters are not shown.`);
    this.rest(words.join(" "));
  }

  // --- editing ---

  open(text = this.text) {
    if (this.area) return;
    const { height } = this.code.getBoundingClientRect();
    const lines = (given) => given.split("\n").length;
    const area = make("textarea", {
      value: text, spellcheck: false, autocapitalize: "off", autocomplete: "off", wrap: "off",
      ariaLabel: `Code of ${this.name}`, id: `${this.code.id}-edit`,
    });
    area.setAttribute("autocorrect", "off");
    area.style.setProperty("--height", `${height}px`);
    area.oninput = () => {
      area.style.setProperty("--more", lines(area.value) - lines(this.given));
      this.mark();
      this.copies?.setAttribute("data-clipboard-text", area.value);
      this.resets.hidden = area.value === this.given;
      try {
        if (area.value === this.given) sessionStorage.removeItem(this.key);
        else sessionStorage.setItem(this.key, area.value);
      } catch {} // full, or forbidden: the text is lost with the page
    };
    area.onkeydown = (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        if (current !== this) begin(this);
      } else if (event.key === "Escape") {
        event.stopPropagation();
        this.edits.focus();
        if (area.value === this.given) this.close();
      }
    };
    this.area = area;
    this.code.after(area);
    this.code.parentElement.classList.add("edited");
    area.oninput();
  }

  edit(line) {
    let fold = this.output;
    while ((fold = fold.parentElement.closest("details"))) fold.open = true;
    this.open();
    if (line) {
      const ends = this.text.split("\n").slice(0, line).join("\n").length;
      this.area.setSelectionRange(ends, ends);
      this.mark(line);
      const high = parseFloat(getComputedStyle(this.area).lineHeight);
      scrollBy({ top: this.area.getBoundingClientRect().top + line * high - innerHeight / 2 });
    } else this.area.setSelectionRange(0, 0);
    this.area.focus({ preventScroll: true });
    const task = line ? "Change the marked line, then run it." : "Change it, then run it.";
    this.status.textContent = `${task}${KEYS} What you write stays in this tab.`;
  }

  close() {
    this.mark();
    this.area.remove();
    this.area = undefined;
    this.code.parentElement.classList.remove("edited");
    this.copies?.removeAttribute("data-clipboard-text");
    this.resets.hidden = true;
    if (current !== this) this.status.textContent = "";
  }

  reset() {
    this.area.value = this.given;
    this.area.oninput();
    this.close();
    this.result.replaceChildren();
    this.edits.focus();
  }

  restore() {
    const text = sessionStorage.getItem(this.key);
    if (text !== null) this.open(text);
  }
}

// --- what js/site.js asks for ---

export const run = (output) => {
  const block = blockOf(output);
  if (current === block) halt();
  else begin(block);
};

export const edit = (output) => blockOf(output).edit();

export const change = (paragraph) => {
  const [file, line] = paragraph.dataset.change.split(":");
  blockOf(document.querySelector(`[data-output="${file}"]`)).edit(Number(line));
};

export const restore = () => {
  const outputs = document.querySelectorAll(".output:has(> p button)");
  for (const output of outputs) blockOf(output).restore();
};

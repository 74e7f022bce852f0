// Runs and edits the programs of a page where they stand. There is one Python for a whole visit,
// in a worker (python.js): fetched at the first click, kept from page to page, and ended to end
// what it runs.

const FAILED = {
  missing: (file) => "Python could not be fetched. Is there a connection? Then try again. "
    + `What did not arrive is ${file}.`,
  refused: () => "This browser, or the host of this site, refuses WebAssembly, which Python needs "
    + "to run in a page. Copy the program, and run it with a Python of your own.",
  memory: () => "Python needs more memory than this browser gives. Close other pages and try "
    + "again, or copy the program, and run it with a Python of your own.",
  broken: (error) => `What arrived is no working Python. Reload the page and try again. (${error})`,
  python: (error) => `The program ended Python itself. The next run starts it anew. (${error})`,
};
const KEYS = matchMedia("(hover: hover)").matches
  ? " Ctrl+Enter runs it, Escape leaves the text." : "";
const MANY = 2000; // lines of output: more are not compared one by one

// --- one Python for the visit ---

const blocks = new Map(); // the programs that were asked for, by page and name
let worker, ready = false;
let before; // it was ready once, so nothing much is fetched again
let current; // the block whose program waits or runs

function start(programs) {
  const mine = (worker = new Worker(new URL("python.js", import.meta.url), { type: "module" }));
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
  ready = false;
}

function hear(data) {
  const block = current;
  if (data.ready && !ready) {
    ready = before = true;
    if (block) worker.postMessage({ programs: block.send() });
  }
  if (data.failed || data.spoilt) end();
  if (data.failed || data.done) current = undefined;
  block?.hear(data);
}

function begin(block) {
  if (current === block) {
    if (!ready) return; // what is written by then will run
    halt("");
  } else if (current) halt("Not run: another program was started.");
  current = block;
  block.begin();
  if (!worker) start(block.programs);
  else if (ready) worker.postMessage({ programs: block.send() });
}

// Nothing else ends an endless loop than the end of its worker; the next one gets ready at once.
// A worker that is ready was sent a program, and must not give its output to another.
function halt(words) {
  const block = current;
  const running = ready && block.fetched.hidden;
  current = undefined;
  if (ready || words === undefined) end();
  if (running) start(block.programs);
  block.rest(words ?? (running ? "Stopped." : "Cancelled."));
}

// A program whose page is left is ended; Python that is loading, or waits, is kept. At the first
// link to a place on the page, the theme puts the same page in its own place.
window.document$?.subscribe(() => {
  for (const [key, block] of blocks) {
    if (block.output.isConnected) continue;
    const output = key.startsWith(`${location.pathname} `) && outputOf(block.name);
    if (output) block.attach(output);
    else {
      blocks.delete(key);
      if (current !== block) continue;
      current = undefined;
      if (ready) end();
    }
  }
});

// --- a program on the page ---

const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
const linesOf = (text) => text.split("\n");

/** Which of `lines` are not in the longest common part with `own`, by their places. */
function differing(lines, own) {
  const common = Array.from({ length: lines.length + 1 }, () => new Uint32Array(own.length + 1));
  for (let i = lines.length - 1; i >= 0; i--) {
    for (let j = own.length - 1; j >= 0; j--) {
      common[i][j] = lines[i] === own[j]
        ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  const found = new Set();
  for (let i = 0, j = 0; i < lines.length;) {
    if (lines[i] === own[j] && j < own.length) { i += 1; j += 1; }
    else if (j < own.length && common[i][j + 1] >= common[i + 1][j]) j += 1;
    else found.add(i++);
  }
  return found;
}

const outputOf = (name) => document.querySelector(`[data-name="${name}"]`);

function blockOf(output) {
  const { name } = output.dataset;
  const key = `${location.pathname} ${name}`;
  if (!blocks.has(key)) blocks.set(key, new Block(output, name, key));
  return blocks.get(key);
}

class Block {
  constructor(output, name, key) {
    Object.assign(this, { name, key: `edit ${key}` });
    this.prints = output.querySelector("pre > samp")?.textContent ?? "";
    this.bar = make("progress", { ariaLabel: "Python, fetched so far" });
    this.fetched = make("p", { hidden: true }, this.bar, make("span"));
    const shown = (what) => {
      const about = { tabIndex: 0, role: "group", ariaLabel: `${what} of your run of ${name}` };
      return make("pre", { ...about, hidden: true }, make("samp"));
    };
    [this.out, this.err, this.told] = ["Output", "Warnings", "Error"].map(shown);
    this.told.className = "told";
    this.here = output.querySelector(".here");
    this.here.append(this.fetched, this.out, this.err, this.told);
    this.status = output.querySelector("[role=status]");
    this.attach(output);
  }

  /** Belong to `output`, a place on the page, and put there what was said and printed so far. */
  attach(output) {
    this.output = output;
    this.code = output.previousElementSibling.querySelector("pre > code");
    this.given = this.code.textContent.replace(/\n$/, "");
    this.copies = this.code.parentElement.querySelector("[data-clipboard-target]");
    this.area = undefined;
    const word = this.runs?.textContent ?? "Run";
    [this.runs, this.edits] = output.querySelectorAll("button");
    this.label(this.runs, word);
    this.resets = make("button", {
      type: "button", textContent: "Reset", ariaLabel: `Reset ${this.name}`, hidden: true,
      onclick: () => this.reset(),
    });
    this.edits.after(this.resets);
    output.querySelector(".here").replaceWith(this.here);
    // A cell of a lab needs those above it.
    const all = [...document.querySelectorAll(".output:not([data-output])")];
    this.chain = output.dataset.output ? [output] : all.slice(0, all.indexOf(output) + 1);
  }

  get text() { return this.area?.value ?? this.given; }
  get programs() { return this.chain.map(blockOf).map(({ name, text }) => [name, text]); }

  say(words) { this.status.textContent = words; }

  /** The programs as they are sent, by which their output is judged, whatever is written then. */
  send() {
    this.sent = this.programs;
    this.edited = this.chain.map(blockOf).some(({ text, given }) => text !== given);
    return this.sent;
  }

  label(button, word) {
    button.textContent = word;
    button.ariaLabel = `${word} ${this.name}`;
  }

  mark(line) {
    for (const element of [this.code, this.area].filter(Boolean)) {
      element.classList.toggle("marked", Boolean(line));
      element.style.setProperty("--line", line ?? 0);
    }
  }

  put(pre, ...content) {
    pre.firstChild.replaceChildren(...content);
    pre.hidden = !pre.textContent;
  }

  clear() {
    for (const pre of [this.out, this.err, this.told]) this.put(pre);
  }

  begin() {
    for (const cell of this.chain) blockOf(cell).mark();
    this.clear();
    this.label(this.runs, ready ? "Stop" : "Cancel");
    const waits = before ? "Starting Python again." : "Fetching Python from this site.";
    this.say(ready ? "Running." : waits);
  }

  rest(words) {
    this.label(this.runs, "Run");
    this.fetched.hidden = true;
    this.say(words);
  }

  hear({ total, got, number, of, printed, length, done, fault, failed, error }) {
    if (failed) return this.rest(FAILED[failed](error));
    if (total) this.fetching(got, total);
    if (number !== undefined) {
      this.label(this.runs, "Stop");
      this.fetched.hidden = true;
      const above = of > number + 1;
      this.say(above ? `Running the cells above: ${number + 1} of ${of - 1}.` : "Running.");
    }
    if (printed && !done) this.put(this.out, printed.out);
    if (done) this.judge(printed, length, fault);
  }

  fetching(got, total) {
    const what = ready ? "numpy" : "Python"; // if it is needed later than Python itself
    if (this.fetched.hidden) {
      this.label(this.runs, "Cancel");
      const size = `${megabytes(total)} MB at most`;
      if (ready || !before) this.say(`Fetching ${what} from this site: ${size}.`);
    }
    this.fetched.hidden = false;
    Object.assign(this.bar, { max: total, value: Math.min(got, total) });
    const words = ` ${megabytes(this.bar.value)} of ${megabytes(total)} MB`;
    this.bar.nextSibling.textContent = words;
    if (got >= total) this.say(`Starting ${what}, which takes some seconds.`);
  }

  judge({ out, err }, length, fault) {
    const lines = linesOf(out);
    const own = linesOf(this.prints);
    const compared = !fault && out !== this.prints && lines.length < MANY;
    const marked = compared ? differing(lines, own) : new Set();
    this.put(this.out, ...lines.flatMap((line, n) => [
      n ? "\n" : "", marked.has(n) && line ? make("mark", { textContent: line }) : line,
    ]));
    this.put(this.err, err);
    this.put(this.told, fault?.[0] ?? "");
    const words = [fault ? this.blame(fault) : this.compare(out, marked.size)];
    const cut = Math.max(length.out - out.length, length.err - err.length);
    if (cut > 0) words.push(`${cut.toLocaleString("en")} more characters are not shown.`);
    this.rest(words.join(" "));
    if (this.area && document.activeElement === this.area) {
      this.output.querySelector(".here").scrollIntoView({ block: "nearest" });
    }
  }

  compare(out, marked) {
    if (!out) return "It ran without an error, and printed nothing.";
    if (out === this.prints) {
      return this.edited ? "Your version prints the same." : "Exactly the same here.";
    }
    const words = this.edited ? "Your version" : "Not the same here";
    return `${words}; ${marked ? "marked is what differs" : "lines or line ends are missing"}.`;
  }

  blame([, file, line, what]) {
    if (!line) return what;
    const n = this.chain.findIndex((cell) => blockOf(cell).name === file);
    const at = blockOf(this.chain[n]);
    const same = at.text === this.sent[n][1]; // else it may be another line by now
    if (same) at.mark(line);
    const where = at === this ? `line ${line}` : `line ${line} of ${file}, above`;
    return `Error in ${where}${same ? " (marked)" : ""}: ${what}`;
  }

  // --- editing ---

  open(text = this.text) {
    const { offsetHeight, clientHeight } = this.code; // they differ by a bar for scrolling
    const area = make("textarea", {
      value: text, spellcheck: false, autocapitalize: "off", autocomplete: "off", wrap: "off",
      ariaLabel: `Code of ${this.name}`, id: `${this.code.id}-edit`,
    });
    area.setAttribute("autocorrect", "off");
    area.style.setProperty("--bar", `${offsetHeight - clientHeight}px`);
    area.oninput = () => this.written();
    area.onkeydown = (event) => this.pressed(event);
    this.area = area;
    this.code.after(area);
    this.code.parentElement.classList.add("edited");
    this.written();
  }

  written() {
    const text = this.area.value;
    this.area.style.setProperty("--lines", linesOf(text).length);
    this.mark();
    this.copies?.setAttribute("data-clipboard-text", `${text}\n`);
    this.resets.hidden = text === this.given;
    this.label(this.edits, text === this.given ? "Close" : "Edit");
    try {
      if (text === this.given) sessionStorage.removeItem(this.key);
      else sessionStorage.setItem(this.key, text);
    } catch { // full, or forbidden: the text is lost with the page, and no older one comes back
      try { sessionStorage.removeItem(this.key); } catch {}
    }
  }

  pressed(event) {
    if (event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      begin(this);
    } else if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
      event.preventDefault(); // the next line begins where this one does
      const line = linesOf(this.area.value.slice(0, this.area.selectionStart)).pop();
      document.execCommand("insertText", false, `\n${line.match(/^[ \t]*/)[0]}`);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      this.edits.focus();
      if (this.area.value === this.given) this.close();
    }
  }

  /** Open for editing, at `line` of the page's program, or where the reader looks. */
  edit(line) {
    let fold = this.output;
    while ((fold = fold.parentElement.closest("details"))) fold.open = true;
    if (this.area && !line) {
      if (this.area.value === this.given) return this.close();
      return this.area.focus();
    }
    if (!this.area) this.open();
    if (current !== this) this.clear();
    const lines = linesOf(this.text);
    const high = parseFloat(getComputedStyle(this.area).lineHeight);
    const { top } = this.area.getBoundingClientRect();
    const words = line && linesOf(this.given)[line - 1];
    const now = line && Math.min(lines.indexOf(words) + 1 || line, lines.length);
    const seen = Math.ceil((80 - top) / high); // below the header of the page
    const at = now ?? Math.min(Math.max(seen, 1), lines.length);
    const ends = lines.slice(0, at).join("\n").length;
    this.area.setSelectionRange(ends, ends);
    if (line) {
      this.mark(at);
      scrollBy({ top: top + at * high - innerHeight / 2 });
    }
    this.area.focus({ preventScroll: true });
    if (!line && current !== this) {
      this.say(`Change it, then run it.${KEYS} What you write stays in this tab.`);
    }
    return at;
  }

  close() {
    this.mark();
    this.area.remove();
    this.area = undefined;
    this.code.parentElement.classList.remove("edited");
    this.copies?.removeAttribute("data-clipboard-text");
    this.label(this.edits, "Edit");
    this.edits.focus();
    if (current !== this && !this.out.textContent && !this.told.textContent) this.say("");
  }

  reset() {
    if (current === this) halt("");
    this.area.value = this.given;
    this.written();
    this.resets.hidden = true;
    this.close();
    this.clear();
    this.say("This is the page's own program again.");
  }

  restore() {
    const text = sessionStorage.getItem(this.key);
    if (text === null || this.area) return;
    this.open(text);
    this.say("This is your version from before. Reset brings the page's own back.");
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
  const block = blockOf(outputOf(file));
  const at = block.edit(Number(line));
  const task = paragraph.cloneNode(true);
  task.querySelector("button").remove();
  block.say(`Line ${at} is marked. ${task.textContent.trim()}${KEYS} `);
  const back = make("a", { href: "#check-it-yourself", textContent: "Back to the question" });
  back.onclick = (event) => {
    event.preventDefault(); // nor a new address, for which the theme may replace the page
    paragraph.scrollIntoView({ block: "center" });
    paragraph.querySelector("button").focus({ preventScroll: true });
  };
  block.status.append(back);
};

export const restore = () => {
  const outputs = document.querySelectorAll(".output:has(> p button)");
  for (const output of outputs) blockOf(output).restore();
};

/** What the explorers share: small tools to draw with, and the custom element that they are. */

const left = new Map(); // the state in which the reader left each page

/** Make an HTML element with attributes, by name, and children, elements or texts. */
export const html = (tag, attributes, ...children) =>
  fill(document.createElement(tag), attributes, children);

/** Make an SVG element, likewise. */
export const svg = (tag, attributes, ...children) =>
  fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

function fill(element, attributes, children) {
  set(element, attributes);
  element.append(...children);
  return element;
}

/** Set attributes of an element, by name. */
export function set(element, attributes = {}) {
  for (const name in attributes) element.setAttribute(name, attributes[name]);
}

/** The function that maps from … to onto start … end; logarithmic if `log`. */
export function scale([from, to], [start, end], log) {
  const f = log ? Math.log : Number;
  return (v) => start + ((f(v) - f(from)) / (f(to) - f(from))) * (end - start);
}

/** The `d` of a path through `points`, [x, y] each. */
export const through = (points) =>
  "M" + points.map(([x, y]) => `${x.toFixed(2)} ${y.toFixed(2)}`).join("L");

/** Axes around a box, like those of the figures, with ticks at [place, text]. */
export function axes({ left, top, right, bottom }, xticks, yticks, xlabel, ylabel) {
  const ticks = [
    ...xticks.map(([x]) => `M${x} ${bottom}v3.5`), ...yticks.map(([y]) => `M${left} ${y}h-3.5`),
  ];
  const text = (words, x, y, more) =>
    svg("text", { "text-anchor": "middle", x, y, ...more }, words);
  const turn = `translate(${left - 29.5} ${(top + bottom) / 2}) rotate(-90)`;
  return svg(
    "g", {},
    svg("path", { class: "axis", d: `M${left} ${top}V${bottom}H${right}${ticks.join("")}` }),
    ...xticks.map(([x, words]) => text(words, x, bottom + 14.6)),
    ...yticks.map(([y, words]) => text(words, left - 7, y + 3.8, { "text-anchor": "end" })),
    text(xlabel, (left + right) / 2, bottom + 29.4, { class: "label" }),
    text(ylabel, 0, 0, { class: "label", transform: turn }),
  );
}

/** A whole exponent in raised digits. */
export const raised = (n) => `${n}`.replace(/./g, (c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c] ?? "⁻");

/** A number with `digits` decimals, or with a power of ten if they are all zero. */
export function decimals(v, digits) {
  const [head, power] = v.toExponential(1).split("e");
  const tiny = v && Math.abs(v) < 10 ** -digits;
  return (tiny ? `${head}·10${raised(power)}` : v.toFixed(digits)).replace("-", "−");
}

/** A number with three good digits, a small one with two: enough to multiply them by hand. */
export function show(v) {
  const size = Math.abs(v);
  const digits = size < 1e-4 ? 2 : (size < 0.01 ? 1 : 2) - Math.floor(Math.log10(size));
  const nines = Math.ceil(-Math.log10(1 - size));
  return decimals(v, size > 0.995 && size < 1 ? Math.max(4, nines) : digits);
}

/** A table: its name, the texts of its head, then rows, each a name and cells. */
export function table(name, heads, rows) {
  const head = heads.map((words) => html("th", { scope: "col" }, words));
  const body = rows.map(([name, ...cells]) =>
    html("tr", {}, html("th", { scope: "row" }, name), ...cells));
  const parts = [html("thead", {}, html("tr", {}, ...head)), html("tbody", {}, ...body)];
  return html("table", { class: "values", "aria-label": name }, ...parts);
}

/**
 * A custom element around a drawn figure: a layer on the drawing, a panel of native controls below
 * it, and a state kept in the hash. A subclass has `build(panel)`, called once; `render(state)`,
 * which returns the state in words; and `fields`, each with a name, a label and a default `value`:
 * `range: [min, max, step]` and `text(value)` make a slider, `to` and `from` map its place to the
 * value and back; `options: { key: words }` make a list or, with `radio`, a switch. A field
 * without a label has no control.
 */
export class Explorer extends HTMLElement {
  connectedCallback() {
    this.path = location.pathname;
    this.gone = new AbortController();
    if (!this.panel) this.setUp();
    this.state = left.get(this.path);
    this.restore(true);
    addEventListener("hashchange", () => this.restore(), { signal: this.gone.signal });
  }

  disconnectedCallback() {
    this.gone.abort();
    clearTimeout(this.waiting);
    this.waiting = 0;
  }

  setUp() {
    this.picture = this.querySelector("[data-axes]");
    this.layer = svg("g", { class: "live" });
    // Where data lie in the picture (see weave/draw.py), and a group that is clipped to there.
    const [left, top, right, bottom, ...limits] = this.picture.dataset.axes.split(" ").map(Number);
    this.box = { left, top, right, bottom, highest: limits[3] };
    this.x = scale(limits, [left, right]);
    this.y = scale(limits.slice(2), [bottom, top]);
    this.across = scale([left, right], limits); // from a place back to its value
    const region = svg("rect", { x: left, y: top, width: right - left, height: bottom - top });
    this.inside = svg("g", { "clip-path": "url(#inside)" });
    this.layer.append(svg("clipPath", { id: "inside" }, region), this.inside);
    this.words = html("p", { class: "words", id: "explore-words" });
    this.status = html("output", { class: "unseen" });
    this.inputs = {};
    const controls = this.fields.filter((f) => f.label).map((f) => this.control(f));
    this.controls = html("div", { class: "controls" }, ...controls);
    this.panel = html("div", { class: "panel" }, this.controls, this.words, this.status);
    this.build(this.panel);
    this.picture.append(this.layer);
    this.picture.after(this.panel);
    const names = this.picture.getAttribute("aria-labelledby");
    set(this.picture, { "aria-labelledby": `${names} explore-words` });
    this.panel.addEventListener("input", (event) => this.read(event.target));
    this.panel.addEventListener("change", () => this.settle());
    this.classList.add("alive");
  }

  /** Let what `selector` finds in the drawing, and its text, make way for what moves. */
  replace(selector) {
    for (const part of this.picture.querySelectorAll(selector)) part.classList.add("drawn");
    set(this.picture, { "aria-labelledby": this.picture.querySelector("title").id });
  }

  /** What lies over a dot, to be dragged: `to(x)` gives the state for a place of the pointer. */
  grip(to) {
    const grip = svg("circle", { class: "grip", r: 16 });
    const move = ({ clientX, clientY }) => {
      const { x } = new DOMPoint(clientX, clientY).matrixTransform(grip.getScreenCTM().inverse());
      const { fields } = this;
      const changes = Object.entries(to(x)).map(([name, value]) => {
        const field = fields.find((f) => f.name === name);
        return [name, field.range ? snap(field, value) : value];
      });
      this.update(Object.fromEntries(changes));
    };
    grip.onpointerdown = ({ pointerId }) => {
      grip.setPointerCapture(pointerId);
      grip.onpointermove = move;
    };
    grip.onlostpointercapture = () => {
      grip.onpointermove = null;
      this.settle();
    };
    return grip;
  }

  control({ name, label, range, options, radio }) {
    const list = Object.entries(options ?? {});
    if (radio) {
      const inputs = list.map(([value]) => html("input", { type: "radio", name, value }));
      this.inputs[name] = inputs;
      const labels = list.map(([, words], i) => html("label", {}, inputs[i], words));
      return html("fieldset", {}, html("legend", {}, label), ...labels);
    }
    const [min, max, step] = range ?? [];
    const input = range
      ? html("input", { type: "range", min, max, step })
      : html("select", {}, ...list.map(([value, words]) => html("option", { value }, words)));
    this.inputs[name] = [input];
    const value = html("b", { "aria-hidden": true });
    return html("label", {}, html("span", {}, label, " ", value), input);
  }

  /** Take what the reader sets. */
  read(input) {
    const moved = ({ name }) => this.inputs[name]?.includes(input);
    const { name, range, to = Number } = this.fields.find(moved);
    this.update({ [name]: range ? to(Number(input.value)) : input.value });
  }

  update(changes) {
    left.set(this.path, this.state = { ...this.state, ...changes });
    for (const { name, range, from = Number, text } of this.fields) {
      const value = this.state[name];
      for (const input of this.inputs[name] ?? []) {
        if (input.type === "radio") input.checked = input.value === value;
        else input.value = range ? from(value) : value;
        if (!range) continue;
        set(input, { "aria-valuetext": text(value) });
        input.previousSibling.lastChild.textContent = text(value);
      }
    }
    this.words.textContent = this.render(this.state);
  }

  /** Now that the reader has let go, say the state aloud and keep it in the address. */
  settle() {
    this.status.textContent = this.words.textContent;
    this.save();
  }

  /** Write the state into the hash, at most every 0.4 s: browsers limit the rate. */
  save() {
    if (location.pathname !== this.path) return; // the reader is on the way to another page
    this.unsaved = this.waiting;
    if (this.waiting) return;
    const pairs = this.fields.map(({ name }) => `${name}:${this.state[name]}`);
    history.replaceState(history.state, "", `#explore=${pairs}`);
    this.waiting = setTimeout(() => {
      this.waiting = 0;
      if (this.unsaved) this.save();
    }, 400);
  }

  /** Show what the hash says, if it is ours and not a heading's. */
  restore(first) {
    const hash = location.hash.replace(/%3A/gi, ":").replace(/%2C/gi, ",");
    const ours = hash.startsWith("#explore=");
    if (!ours && !first) return;
    if (first && left.has(this.path)) return this.update({});
    const [, given = ""] = /^#explore=([\w.:,-]{1,200})$/.exec(hash) ?? [];
    const pairs = new Map(given.split(",").map((pair) => pair.split(":")));
    const state = this.fields.map((field) => [field.name, accept(field, pairs.get(field.name))]);
    this.update(Object.fromEntries(state));
    // A shared address leads to the explorer, as that of a heading leads to the heading.
    if (ours && first && !history.state?.y && !scrollY) this.scrollIntoView();
  }
}

/** The value of a field that `text` stands for: in range, on a step, or the default. */
function accept(field, text) {
  const { value, options } = field;
  if (options) return Object.hasOwn(options, text) ? text : value;
  return /^-?\d+(\.\d+)?$/.test(text) ? snap(field, Number(text)) : value;
}

/** The value of a slider that is nearest to `value`. */
function snap({ range: [min, max, step], to = Number, from = Number }, value) {
  const place = from(value);
  const steps = Math.round((Math.min(max, Math.max(min, place)) - min) / step);
  return to(Number((min + steps * step).toFixed(6)) || 0);
}

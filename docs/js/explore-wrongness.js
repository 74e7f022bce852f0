/** One neuron by hand: set z, the target and the rule. */

import { Explorer, axes, decimals, html, scale, set, show, svg, through } from "./explore.js";
import { RULES, confidence, delta, error, sigmoid, slope } from "./model.js";

const BOX = { left: 40, top: 20, right: 212, bottom: 110 };
const X = scale([-8, 8], [BOX.left, BOX.right]);
const Y = scale([0, 1], [BOX.bottom, BOX.top]);
const hundredths = Array.from({ length: 101 }, (_, i) => i / 100);
const choices = Object.entries({ squared: RULES.squared, ...RULES }); // the drawn rule comes first

class Wrongness extends Explorer {
  fields = [
    { name: "z", label: "sum z", value: 2, range: [-8, 8, 0.1], text: (z) => decimals(z, 1) },
    { name: "y", label: "target y", value: "0", options: { 0: "0", 1: "1" }, radio: true },
    {
      name: "rule", label: "rule", value: "squared",
      options: Object.fromEntries(choices.map(([key, { words }]) => [key, words])),
    },
  ];

  build(panel) {
    this.folded = this.picture.closest("figure").dataset.figure === "confidence.py";
    // Over the drawn figure: the chosen rule's curve, and the point where we are on it.
    this.curve = svg("path");
    this.guide = svg("path", { class: "guide" });
    this.point = svg("circle", { class: "point" });
    this.above = svg("text", { class: "halo label" });
    this.inside.append(this.curve);
    this.picture.prepend(svg("g", { class: "live" }, this.inside)); // the drawn words lie on top
    this.over = this.grip((x) => ({ z: this.sum(this.across(x)) }));
    this.layer.append(this.guide, this.point, this.above, this.over);

    // Below it: the sigmoid with its tangent, and the factors as bars.
    this.target = svg("path", { class: "guide" });
    this.tangent = svg("path", { class: "line thick slope" });
    this.gap = svg("path", { class: "line thick error" });
    this.dot = svg("circle", { class: "point", r: 4.5 });
    this.hold = this.grip((x) => ({ z: scale([BOX.left, BOX.right], [-8, 8])(x) }));
    this.names = ["target", "slope", "error"].map((name) =>
      svg("text", { class: `halo ${name}`, "text-anchor": "middle" }, name));
    const frame = axes(
      BOX,
      [-8, -4, 0, 4, 8].map((z) => [X(z), decimals(z, 0)]), [0, 0.5, 1].map((a) => [Y(a), a]),
      "sum z", "activation a",
    );
    const curve = hundredths.map((t) => [X(16 * t - 8), Y(sigmoid(16 * t - 8))]);
    const picture = svg(
      "svg", { viewBox: "0 0 220 143", "aria-hidden": true },
      frame, this.target, svg("path", { class: "line", d: through(curve) }),
      this.tangent, this.gap, this.dot, ...this.names, this.hold,
    );
    this.bars = ["error", "slope", "input", ""].map((hue) => {
      const [name, bar, value] = [html("dt"), html("i", { class: hue }), html("b")];
      const row = html("div", {}, name, html("dd", {}, html("span", {}, bar), value));
      return { row, name, bar, value };
    });
    const list = html("dl", {}, ...this.bars.map(({ row }) => row));
    panel.append(html("div", { class: "pair" }, picture, list));
  }

  /** The sum z of a place `v` in the drawn figure: a wrongness or, folded, a confidence. */
  sum(v) {
    const { z, y } = this.state;
    const side = error(z, Number(y)) ** 2 > 0.25 ? 1 : -1;
    const u = Math.min(0.9999, Math.max(0.0001, this.folded ? (1 + side * v) / 2 : v));
    return Math.log(u / (1 - u)) * (Number(y) ? -1 : 1);
  }

  render({ z, y: target, rule }) {
    const y = Number(target);
    const [u, push] = [error(z, y), delta(rule, z, y)].map(Math.abs);
    this.renderCurve(z, u, rule, push);
    this.renderSigmoid(z, y);
    this.renderBars(z, y, rule);
    return inWords(z, u, rule, push);
  }

  /** Over the wrongness or, folded, over the confidence. */
  renderCurve(z, u, rule, push) {
    const { left, right, top, bottom, highest } = this.box;
    const { folded } = this;
    const [first, width] = folded ? [u > 0.5 ? 0.5 : 0, 0.5] : [0, 1];
    const { hue, dashes, push: height } = RULES[rule];
    const curve = hundredths.map((t) => {
      const v = first + t * width;
      return [this.x(folded ? Math.abs(2 * v - 1) : v), this.y(height(v, 1 - v))];
    });
    const look = `line thick ${folded ? (u > 0.5 ? "error" : "slope") : hue}`;
    set(this.curve, { class: look, d: through(curve), "stroke-dasharray": dashes });
    for (const key in RULES) {
      for (const drawn of this.picture.querySelectorAll(`[id$="-${key}"]`)) {
        drawn.classList.toggle("dim", key !== rule);
      }
    }
    const above = push > highest;
    const x = this.x(folded ? confidence(z) : u);
    const y = above ? top + 7 : this.y(push);
    const across = above ? "" : `H${left}`;
    set(this.guide, { d: `M${x} ${bottom}V${y}${across}` });
    set(this.point, { cx: x, cy: y, r: above ? 0 : 5.5 });
    set(this.over, { cx: x, cy: y });
    const way = x < (left + right) / 2 ? 1 : -1;
    set(this.above, { "text-anchor": way > 0 ? "start" : "end", x: x - 5 * way, y: y + 4 });
    this.above.textContent = above ? `${show(push)} ▲` : "";
  }

  /** The error is the gap to the target, the slope that of the tangent. */
  renderSigmoid(z, y) {
    const [a, m] = [sigmoid(z), slope(z)];
    const reach = Math.min(3, 0.3 / m);
    const end = (to) => [X(to), Y(a + m * (to - z))];
    const ends = [Math.max(-8, z - reach), Math.min(8, z + reach)]; // not out of the box
    set(this.tangent, { d: through(ends.map(end)) });
    set(this.target, { d: `M${BOX.left} ${Y(y)}H${BOX.right}` });
    set(this.gap, { d: `M${X(z)} ${Y(a)}V${Y(y)}` });
    for (const dot of [this.dot, this.hold]) set(dot, { cx: X(z), cy: Y(a) });
    const [target, tangent, gap] = this.names;
    set(target, { x: X((y ? z > -4 : z > 4) ? -6 : 6), y: Y(y) - 4 });
    set(gap, { x: X(z) + ((y ? z < -3 : z < 3) ? 20 : -20), y: (Y(a) + Y(y)) / 2 + 4 });
    set(tangent, { x: X(z) + (z > -5 ? -20 : 20), y: Y(a) - 9 });
    gap.classList.toggle("hidden", Math.abs(a - y) < 0.3);
  }

  renderBars(z, y, rule) {
    const { power, slope: kept } = RULES[rule];
    const e = error(z, y);
    const factors = [
      [["sign of a − y", "error a − y", "", "error³"][power], power ? e ** power : Math.sign(e)],
      ["slope a(1 − a)", slope(z), !kept],
      ["input x", 1],
      ["product δ", delta(rule, z, y)],
    ];
    factors.forEach(([words, size, unused = false], i) => {
      const { row, name, bar, value } = this.bars[i];
      name.textContent = words;
      value.textContent = unused ? "left out" : show(size);
      bar.style.width = `${Math.abs(size) * 100}%`;
      row.classList.toggle("unused", unused);
    });
  }
}

/** What is happening, in one sentence; "sure" means what it means in snippets/confidence.py. */
function inWords(z, u, rule, push) {
  const { power, slope: kept } = RULES[rule];
  const side = u > 0.5 ? "wrong" : "right";
  const sure = confidence(z) > 0.5 ? `Sure and ${side}` : `Unsure, leaning ${side}`;
  const cube = power === 3 ? `, cubed ${show(u ** 3)}` : "";
  const counted = power ? `error ${show(u)}${cube}` : `only the sign of the error ${show(u)}`;
  const factor = kept ? `slope ${show(slope(z))}` : "slope left out";
  const is = u > 0.5 && push < 0.1 ? "is only" : "is";
  const state = z ? sure : "Right in the middle";
  return `${state}: ${counted}, ${factor}, so the push ${is} ${show(push)}.`;
}

customElements.define("explore-wrongness", Wrongness);

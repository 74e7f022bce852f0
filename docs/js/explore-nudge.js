/** Nudge a weight by h and watch the chord swing into the tangent, the ratios into the slopes. */

import { Explorer, decimals, html, set, svg, table, through } from "./explore.js";
import { nudge } from "./model.js";

// The slider's places: halved and halved again, and the sizes that the page draws.
const SIZES = [...Array.from({ length: 18 }, (_, k) => 2 ** (k - 19)), 0.5, 0.7, 1, 1.5];
const toSize = (k) => SIZES[k];
const toPlace = (h) => {
  const far = SIZES.map((size) => Math.abs(Math.log(size / h)));
  return far.indexOf(Math.min(...far));
};
const text = (h) => (h < 1e-4 ? decimals(h, 4) : String(Number(h.toPrecision(6))));

class Nudge extends Explorer {
  fields = [
    {
      name: "h", label: "size of the nudge h", value: 1.5, range: [0, 21, 1],
      to: toSize, from: toPlace, text,
    },
    { name: "way", label: "w goes", value: "up", options: { up: "up", down: "down" }, radio: true },
  ];

  build(panel) {
    this.replace("[id*='-chord']");
    this.secant = svg("path", { class: "line", "stroke-dasharray": "5 4" });
    this.legs = svg("path", { class: "guide" });
    this.chord = svg("path", { class: "line thick" });
    this.ends = [0, 1].map(() => svg("circle", { class: "point", r: 5 }));
    this.names = ["h", "ΔL"].map((name) => svg("text", { class: "halo label" }, name));
    this.over = this.grip((x) => {
      const h = this.across(x) - nudge(0).before.w;
      return { h: Math.abs(h), way: h > 0 ? "up" : "down" };
    });
    this.inside.append(this.legs, this.secant, this.chord, ...this.ends, ...this.names, this.over);

    this.cells = ["", "input", "slope", "error"].map((hue) =>
      ["", "", "", hue].map((name) => html("td", { class: name })));
    this.product = html("td");
    const rows = ["w", "z", "a", "L"].map((name, i) => [name, ...this.cells[i]]);
    const gap = html("td", { colspan: 3 });
    const heads = ["stage", "before", "after", "change", "ratio"];
    rows.push(["product", gap, this.product]);
    panel.append(table("One nudge, stage by stage", heads, rows));
  }

  render({ h: size, way }) {
    const h = way === "up" ? size : -size;
    const { before, after, change, ratio, product, gradient } = nudge(h);
    const from = [this.x(before.w), this.y(before.loss)];
    const to = [this.x(after.w), this.y(after.loss)];
    const along = (dw) => [this.x(before.w + dw), this.y(before.loss + product * dw)];
    set(this.secant, { d: through([along(-0.6), along(2.2)]) });
    set(this.chord, { d: through([from, to]) });
    set(this.legs, { d: through([from, [to[0], from[1]], to]) });
    [from, to].forEach(([cx, cy], i) => set(this.ends[i], { cx, cy }));
    set(this.over, { cx: to[0], cy: to[1] });
    const [run, rise] = this.names;
    set(run, { x: (from[0] + to[0]) / 2 - 3, y: from[1] + (h > 0 ? -6 : 14) });
    set(rise, { x: to[0] + 6, y: (from[1] + to[1]) / 2 + 4 });
    for (const name of this.names) name.classList.toggle("hidden", size < 0.3);

    ["w", "z", "a", "loss"].forEach((key, i) => {
      [before, after, change, ratio].forEach((column, j) => {
        this.cells[i][j].textContent = key in column ? decimals(column[key], 5) : "";
      });
    });
    const [chord, tangent] = [product, gradient].map((v) => decimals(v, 5));
    this.product.textContent = chord;
    return `The product of the ratios, ${chord}, is the slope of the chord. ` + (chord === tangent
      ? "To five decimals it is the tangent's, too."
      : `The tangent's is ${tangent}: ${decimals(Math.abs(product - gradient), 5)} apart.`);
  }
}

customElements.define("explore-nudge", Nudge);

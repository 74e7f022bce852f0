/** A small net: move a number, and see all others flow forward and back. */

import { Explorer, decimals, html, table } from "./explore.js";
import { net } from "./model.js";

const short = (v) => String(v).replace("-", "−");
const three = (v) => decimals(Number(v.toFixed(3)), 3); // no power of ten: it has no room there

class Net extends Explorer {
  fields = [
    { name: "w", label: "weight from A to C", value: 1, range: [-4, 4, 0.5], text: short },
    { name: "x", label: "input x₁", value: 1, range: [-1, 3, 0.5], text: short },
    { name: "y", label: "target of D", value: "0", options: { 0: "0", 1: "1" }, radio: true },
  ];

  build(panel) {
    // A drawn number makes way for a copy of its own, which follows the state.
    const drawn = [...this.picture.querySelectorAll("[id*='-n-']")];
    this.numbers = drawn.map((part) => {
      const copy = part.cloneNode(true);
      const [, name] = part.id.split("-n-");
      copy.removeAttribute("id");
      this.layer.append(copy);
      const text = copy.querySelector("text") ?? copy;
      return { name, text, words: text.textContent.replace(/−?[\d.]+$/, "") };
    });
    this.replace("[id*='-n-']");
    this.cells = ["A", "B"].map(() => [html("td"), html("td"), html("td"), html("td")]);
    const rows = this.cells.map((cells, i) => ["AB"[i], ...cells]);
    const heads = ["nudge of", "by C", "by D", "sum", "measured"];
    panel.append(table("How the loss moves with a hidden activation", heads, rows));
  }

  render({ w, x, y }) {
    const all = net({ w, x, y: Number(y) });
    const shown = { x: short(x), w: short(w), y, loss: three(all.loss) };
    all.f = all.e; // drawn twice
    for (const name in all) for (const i in all[name]) shown[name + i] = three(all[name][i]);
    for (const { name, text, words } of this.numbers) text.textContent = words + shown[name];
    const { t, u, s, d, rise } = all;
    this.cells.forEach((cells, i) => {
      const values = [t[2 * i], t[2 * i + 1], u[i], rise[i]];
      cells.forEach((cell, j) => (cell.textContent = three(values[j])));
    });
    const [one, two, sum, slope, delta] = [t[0], t[1], u[0], s[0], d[0]].map(three);
    return `The terms of A are ${one} by C and ${two} by D. They add to ${sum}. `
      + `Times the slope ${slope}, that is the delta of A, ${delta}.`;
  }
}

customElements.define("explore-net", Net);

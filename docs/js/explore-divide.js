/** Three steps from one point of the sigmoid: multiply by its slope, leave it out, or divide. */

import { Explorer, decimals, html, set, show, svg, table, through } from "./explore.js";
import { sigmoid, steps } from "./model.js";

// The rules as in the drawn figure: the class of the colour, and the height of the arrow.
const RULES = { multiply: ["ink", 1.4], "leave out": ["error", 1.27], divide: ["slope", 1.14] };
const short = (v) => (Math.abs(v) < 100 ? show(v) : decimals(v, 0));

class Divide extends Explorer {
  fields = [
    { name: "z", label: "sum z", value: 3, range: [-8, 8, 0.1], text: (z) => decimals(z, 1) },
    { name: "y", label: "target y", value: "0", options: { 0: "0", 0.2: "0.2" }, radio: true },
  ];

  build(panel) {
    this.replace("[id*='-move-']");
    this.target = svg("path", { class: "guide" });
    this.tangent = svg("path", { class: "line slope", "stroke-dasharray": "5 3" });
    this.start = svg("circle", { class: "point", r: 4.5 });
    this.miss = svg("path", { class: "guide" });
    this.inside.append(this.target, this.tangent, this.miss);
    this.rules = Object.entries(RULES).map(([name, [hue, height]]) => {
      const bar = svg("path", { class: `line thick ${hue}` });
      const end = svg("circle", { class: `point ${hue}`, r: 4 });
      const word = svg("text", { class: hue }, name);
      const cells = [html("td"), html("td"), html("td")];
      this.layer.append(bar, word);
      this.inside.append(end);
      return { name, height: this.y(height), bar, end, word, cells };
    });
    this.over = this.grip((x) => ({ z: this.across(x) }));
    this.inside.append(this.start, this.over);
    const rows = this.rules.map(({ name, cells }) => [name, ...cells]);
    panel.append(table("The three steps", ["rule", "step", "to z", "error there"], rows));
  }

  render({ z, y }) {
    const target = Number(y);
    const { error, moves } = steps(z, target);
    const ends = moves.map((move) => z - move);
    const place = (at, a = sigmoid(at)) => [this.x(at), this.y(a)];
    const [cx, cy] = place(z);
    const { left, right } = this.box;
    for (const dot of [this.start, this.over]) set(dot, { cx, cy });
    set(this.target, { d: `M${left} ${this.y(target)}H${right}` });
    set(this.tangent, { d: through([[cx, cy], place(ends[2], target)]) });
    set(this.miss, { d: through([place(ends[2], target), place(ends[2])]) });
    const way = error > 0 ? -1 : 1;
    this.rules.forEach(({ height, bar, end, word, cells }, i) => {
      const [x, level] = place(ends[i]);
      const tip = Math.min(right, Math.max(left, x)); // at the edge if the end is farther out
      const head = `M${tip - 5 * way} ${height - 4}L${tip} ${height}l${-5 * way} 4`;
      set(bar, { d: `M${cx} ${height}H${tip}${head}` });
      set(end, { cx: x, cy: level });
      set(word, {
        x: cx - 9 * way, y: height + 3.6, "text-anchor": way < 0 ? "start" : "end",
      });
      [short(-moves[i]), short(ends[i]), decimals(sigmoid(ends[i]) - target, 4)].forEach(
        (words, j) => { cells[j].textContent = words; },
      );
    });
    const after = sigmoid(ends[2]) - target;
    const where = after * error < 0 ? "past the target" : "nearer to the target";
    const worse = Math.abs(after) > Math.abs(error) ? ", worse than before" : "";
    return `The error is ${decimals(error, 4)}. Dividing moves z by ${short(Math.abs(moves[2]))}, `
      + `${where}. There the error is ${decimals(after, 4)}${worse}.`;
  }
}

customElements.define("explore-divide", Divide);

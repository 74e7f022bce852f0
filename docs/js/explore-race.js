/** Four rules leave the same start: play, pause or step, and see when each comes free. */

import { Explorer, axes, html, raised, scale, set, show, svg, table, through } from "./explore.js";
import { RULES, loss, race, sigmoid, stepsBelow } from "./model.js";

const STEPS = 100_000;
const SECONDS = 10; // from the first step to the last in the picture, on the logarithm of the steps
// What is drawn: every step near the start, then some sixty a decade.
const DRAWN = [...new Set(Array.from({ length: 301 }, (_, i) => Math.floor(STEPS ** (i / 300))))];
const grouped = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, " ");

class Race extends Explorer {
  fields = [
    { name: "start", label: "start at z", value: 5, range: [0, 10, 0.5], text: String },
    {
      name: "show", label: "show", value: "wrongness",
      options: { wrongness: "wrongness u", loss: "loss, relative" },
    },
    {
      name: "axes", label: "axes", value: "steps",
      options: { linear: "linear", steps: "log steps", both: "both log" },
    },
    { name: "steps", value: STEPS, range: [0, STEPS, 1] },
  ];

  build(panel) {
    this.replace(":scope > g"); // but for the legend
    const legend = this.picture.querySelector("[id*='-legend']").cloneNode(true);
    legend.removeAttribute("id");
    this.frame = svg("g");
    this.dots = svg("g");
    this.layer.append(this.frame, this.dots, legend);

    this.clock = html("b");
    const button = (name, act) => {
      const made = html("button", { type: "button" }, name);
      made.onclick = act;
      return made;
    };
    this.play = button("Play", () => (this.running ? this.go(this.state.steps) : this.run()));
    const step = button("Step", () => this.go(this.state.steps + 1));
    const reset = button("Reset", () => this.go(0));
    this.controls.after(html("div", { class: "buttons" }, this.play, step, reset, this.clock));
    const { sign, ...raced } = RULES; // the absolute error, which the page keeps out of the race
    this.rules = Object.entries(raced).map(([key, rule]) =>
      ({ key, ...rule, cells: [html("td"), html("td"), html("td")] }));
    const heads = ["rule", "u now", "steps to 0.5", "to 0.01"];
    const rows = this.rules.map(({ name, cells }) => [name, ...cells]);
    panel.append(table("The four rules at this step", heads, rows));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stop();
  }

  /** Go on by itself, from the start if the end is reached; only ever on request. */
  run() {
    this.running = true;
    this.play.textContent = "Pause";
    if (this.state.steps >= this.last) this.update({ steps: 0 });
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const first = Math.log(this.state.steps || 0.9);
    let seconds = 0;
    let last;
    const tick = (now) => {
      seconds += Math.min(now - (last ?? now), 100) / 1000; // a tab out of sight stands still
      last = now;
      const share = (calm ? Math.floor(seconds) : seconds) / SECONDS; // calm: a picture a second
      const reached = Math.floor(Math.exp(first + share * Math.log(this.last)));
      const steps = Math.max(this.state.steps, reached);
      if (steps >= this.last) return this.go(this.last);
      if (steps !== this.state.steps) this.update({ steps });
      this.frameId = requestAnimationFrame(tick);
    };
    this.frameId = requestAnimationFrame(tick);
  }

  stop() {
    cancelAnimationFrame(this.frameId);
    this.running = false;
    this.play.textContent = "Play";
  }

  go(steps) {
    this.stop();
    this.update({ steps: Math.min(steps, STEPS) });
    this.settle();
  }

  render({ start, show: what, axes: kind, steps }) {
    if (this.ran !== start) {
      this.ran = start;
      for (const rule of this.rules) {
        rule.path = race(rule.key, start, STEPS);
        rule.counts = [0.5, 0.01].map((u) => stepsBelow(rule.path, u));
      }
    }
    this.renderLines(what === "loss", kind, steps);
    this.clock.textContent = `step ${grouped(steps)}`;
    for (const { path, counts, cells: [now, ...cells] } of this.rules) {
      now.textContent = show(sigmoid(path[steps]));
      cells.forEach((cell, i) => {
        const count = counts[i];
        const never = steps < STEPS ? "…" : `> ${grouped(STEPS)}`;
        cell.textContent = count >= 0 && count <= steps ? grouped(count) : never;
      });
    }
    const free = this.rules.filter(({ path }) => path[steps] < 0).length;
    const told = `${free} of 4 rules below one half.`;
    const play = steps < STEPS ? "" : " Play shows how they got there.";
    const more = what === "loss" ? " Each loss is relative to its start." : play;
    return `From z = ${start}, at step ${grouped(steps)}: ${told}${more}`;
  }

  /** The curves up to `steps`, of the loss or the wrongness, on axes of the given kind. */
  renderLines(losses, kind, steps) {
    const { left, top, right, bottom } = this.box;
    const [linear, both] = [kind === "linear", kind === "both"];
    // Losses have no common scale, so each is shown as a share of what it was at the start.
    const share = (key, path, n) => loss(key, path[n]) / loss(key, path[0]);
    const height = ({ key, path }, n) => (losses ? share(key, path, n) : sigmoid(path[n]));
    // On linear axes, room for twice the longest stall.
    const stall = Math.max(50, ...this.rules.map(({ counts: [half] }) => half));
    const last = this.last = linear ? 10 ** Math.ceil(Math.log10(2 * stall)) : STEPS;
    const x = scale([linear ? 0 : 1, last], [left, right], !linear);
    const y = scale(both ? [losses ? 1e-7 : 1e-5, 1] : [0, 1.02], [bottom, top], both);
    const xticks = linear ? [0, last / 2, last] : [1, 10, 100, 1000, 1e4, 1e5];
    const powers = losses ? [-6, -4, -2, 0] : [-4, -2, 0];
    const yticks = both
      ? powers.map((p) => [y(10 ** p), `10${raised(p)}`])
      : [0, 0.5, 1].map((v) => [y(v), v]);
    const name = losses ? "loss, relative" : "wrongness u";
    const frame = axes(this.box, xticks.map((n) => [x(n), grouped(n)]), yticks, "steps", name);
    const half = svg("path", { class: "guide", d: losses ? "" : `M${left} ${y(0.5)}H${right}` });
    this.frame.replaceChildren(frame, half);

    const shown = [...(linear ? [0] : []), ...DRAWN.filter((n) => n < steps), steps];
    const place = (rule) => (n) => [x(linear ? n : Math.max(n, 1)), y(height(rule, n))];
    this.inside.replaceChildren(...this.rules.map((rule) => svg("path", {
      class: `line ${rule.hue}`, d: through(shown.map(place(rule))),
      "stroke-dasharray": rule.dashes,
    })));
    this.dots.replaceChildren(...this.rules.flatMap((rule) => {
      const [cx, cy] = place(rule)(steps);
      const seen = steps < last && cy <= bottom; // at the end they would lie on each other
      return seen ? svg("circle", { class: `point ${rule.hue}`, r: 4, cx, cy }) : [];
    }));
  }
}

customElements.define("explore-race", Race);

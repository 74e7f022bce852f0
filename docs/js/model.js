/**
 * The mathematics of the explorers: one sigmoid neuron, five rules, one nudge; all plain numbers.
 * No two nearly equal numbers are subtracted, so that every digit is good at the ends, too.
 */

/** The activation a, 0 … 1, for the sum z. */
export function sigmoid(z) {
  const e = Math.exp(-Math.abs(z));
  return (z < 0 ? e : 1) / (1 + e);
}

/** The slope of the sigmoid at z, 0 … ¼: a(1 − a), where 1 − a is σ(−z). */
export const slope = (z) => sigmoid(z) * sigmoid(-z);

/** The error a − y, −1 … 1, for the sum z and the target y, 0 or 1. */
export const error = (z, y) => (y ? -sigmoid(-z) : sigmoid(z));

/** The confidence |2a − 1|, 0 … 1. */
export const confidence = (z) => Math.abs(Math.tanh(z / 2));

/**
 * The five rules, in the order of the race, and all that the scripts know of one. Its key stands in
 * addresses and in the ids of drawn curves. The snippets and figures call it `name`, the control
 * says `words`. The figures draw it in a colour, here the class `hue`, and with `dashes`. Then the
 * `power` of the error, and whether the `slope` stays; the `push`, the size of δ for the wrongness
 * u = |a − y| and p = 1 − u; the `loss` whose slope that is, s being ±z, large if wrong.
 */
export const RULES = {
  "cross-entropy": {
    name: "cross-entropy", words: "cross-entropy", hue: "error", dashes: "",
    power: 1, slope: false, push: (u) => u, loss: (u, s) => softplus(s),
  },
  "squared": {
    name: "e·slope", words: "squared error", hue: "ink", dashes: "",
    power: 1, slope: true, push: (u, p) => u * u * p, loss: (u) => u ** 2 / 2,
  },
  "cubed-slope": {
    name: "e³·slope", words: "cubed, with slope", hue: "faint", dashes: "7.4 3.2",
    power: 3, slope: true, push: (u, p) => u ** 4 * p, loss: (u) => u ** 4 / 4,
  },
  "cubed": {
    name: "e³ alone", words: "cubed alone", hue: "error", dashes: "7.4 3.2",
    power: 3, slope: false, push: (u) => u ** 3, loss: tail,
  },
  "sign": {
    name: "sign·slope", words: "sign, with slope", hue: "slope", dashes: "",
    power: 0, slope: true, push: (u, p) => u * p, loss: (u) => u,
  },
};

/** −ln p, which is ln(1 + eˢ). */
const softplus = (s) => Math.max(s, 0) + Math.log1p(Math.exp(-Math.abs(s)));

/** −ln p − u − u²/2; for a small u its series u³/3 + u⁴/4 + … */
function tail(u, s) {
  if (u > 0.25) return softplus(s) - u - (u * u) / 2;
  let sum = 0;
  for (let k = 32; k > 2; k--) sum = sum * u + 1 / k;
  return sum * u ** 3;
}

/** What `rule` puts in the place of δ, with the sign of the error. */
export function delta(rule, z, y) {
  const s = y ? -z : z;
  return (y ? -1 : 1) * RULES[rule].push(sigmoid(s), sigmoid(-s));
}

/** The loss that `rule` descends, at the sum z with the target y. */
export function loss(rule, z, y) {
  const s = y ? -z : z;
  return RULES[rule].loss(sigmoid(s), s);
}

/** The sums z after 0 … `steps` steps of `rule` at learning rate 1, target 0, from `start`. */
export function race(rule, start, steps) {
  const path = new Float64Array(steps + 1);
  path[0] = start;
  for (let n = 0; n < steps; n++) path[n + 1] = path[n] - delta(rule, path[n], 0);
  return path;
}

/** The steps on such a path until the wrongness is below `limit`; −1 if it never is. */
export const stepsBelow = (path, limit) => path.findIndex((z) => sigmoid(z) < limit);

/**
 * One neuron before and after its weight moves by h: w, z, a, the loss ½(a − y)², the changes, the
 * ratios of each to the one before, their product, and the gradient ∂L/∂w that it comes close to.
 */
export function nudge(h, { x = 2, w = 0.5, b = -0.5, y = 1 } = {}) {
  const state = (w, z) => ({ w, z, a: sigmoid(z), loss: error(z, y) ** 2 / 2 });
  const z = w * x + b;
  const dz = h * x;
  const end = z + dz;
  // σ(z + d) − σ(z), factored: σ(upper) · σ(−lower) · (1 − e^−|d|), with the sign of d.
  const both = sigmoid(Math.max(z, end)) * sigmoid(-Math.min(z, end));
  const da = Math.sign(dz) * both * -Math.expm1(-Math.abs(dz));
  const ratio = { z: x, a: da / dz, loss: (error(z, y) + error(end, y)) / 2 };
  return {
    before: state(w, z),
    after: state(w + h, end),
    change: { w: h, z: dz, a: da, loss: da * ratio.loss },
    ratio,
    product: x * ratio.a * ratio.loss,
    gradient: error(z, y) * slope(z) * x,
  };
}

/** How far three rules lower z, target y: error · slope, the error alone, error / slope. */
export function steps(z, y) {
  const e = sigmoid(z) - y;
  return { error: e, moves: [e * slope(z), e, e / slope(z)] };
}

/**
 * The net on the page about hidden layers, forward and back, for the input x₁, the weight w from A
 * to C and the target y of D. The names are those in the drawing: x, a, z, y, e (error), s (slope),
 * d (delta), t (term), u (sum of terms), each with the numbers of units, 0 … 3 for A, B, C, D or 0
 * and 1 in its layer. Then `rise`, the loss by each hidden activation as a nudge measures it.
 */
export function net({ x, w, y }) {
  const output = (a, b) => [w * a - b, 2 * a + b];
  const errors = (sums) => [error(sums[0], 1), error(sums[1], y)];
  const lossOf = (...hidden) => errors(output(...hidden)).reduce((sum, e) => sum + e ** 2 / 2, 0);
  const z = [2 * x - 2, 2 * x - 4];
  const [a0, a1] = z.map(sigmoid);
  z.push(...output(a0, a1));
  const s = z.map(slope);
  const e = errors(z.slice(2));
  const [c, d] = [e[0] * s[2], e[1] * s[3]];
  const t = [c * w, d * 2, -c, d];
  const u = [t[0] + t[1], t[2] + t[3]];
  const h = 1e-3;
  const rise = [[h, 0], [0, h]].map(([p, q]) =>
    (lossOf(a0 + p, a1 + q) - lossOf(a0 - p, a1 - q)) / (2 * h));
  return {
    z, s, e, t, u, rise, a: z.map(sigmoid), d: [u[0] * s[0], u[1] * s[1], c, d],
    loss: lossOf(a0, a1),
  };
}

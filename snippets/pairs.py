"""Two factors for each pair, their product, and a measurement."""

from math import exp, log, tanh

Z, Y, H = 0.5, 1, 1e-6  # the sum, the target, the nudge
ACTIVATIONS = {  # the function, and its slope from the output a
    "identity": (lambda z: z, lambda a: 1),
    "sigmoid": (lambda z: 1 / (1 + exp(-z)), lambda a: a * (1 - a)),
    "tanh": (tanh, lambda a: 1 - a**2),
    "ReLU": (lambda z: max(0, z), lambda a: a > 0),
}
LOSSES = {  # the loss for the output a, and its slope by a
    "squares": (lambda a: (a - Y) ** 2 / 2, lambda a: a - Y),
    "entropy": (lambda a: -log(a), lambda a: -1 / a),  # target 1
}
PAIRS = [f"{name} squares" for name in ACTIVATIONS]

if __name__ == "__main__":
    print("pair                L by a     a by z")
    for pair in [*PAIRS, "sigmoid entropy"]:
        name, kind = pair.split()
        (f, slope), (loss, by_a) = ACTIVATIONS[name], LOSSES[kind]
        a = f(Z)
        factors = f"{by_a(a):+.5f} · {slope(a):.5f}"
        delta = by_a(a) * slope(a)
        rise = (loss(f(Z + H)) - loss(f(Z - H))) / (2 * H)
        print(f"{pair:17} {factors}")
        print(f"            delta {delta:+.5f}, measured {rise:+.5f}")

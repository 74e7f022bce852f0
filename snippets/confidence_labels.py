"""Some labels are wrong: how many outputs end on the right side?"""

import numpy as np


def fit(x, labels, squared, steps=400):
    """Return the weight and the bias that one neuron learns."""
    w = b = 0.0
    for _ in range(steps):
        a = 1 / (1 + np.exp(-(w * x + b)))
        delta = (a - labels) * (a * (1 - a) if squared else 1)
        w, b = w - (delta * x).mean(), b - delta.mean()
    return w, b


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1], 2000)
    x = rng.normal(3 * y - 1.5)  # around -1.5 and around 1.5
    far, anywhere = x.argsort()[-400:], rng.permutation(4000)[:800]
    cases = {"none": [], "far right": far, "anywhere": anywhere}
    print("wrong labels     squared error  cross-entropy")
    for name, these in cases.items():
        labels = y.copy()
        labels[these] = 1 - y[these]
        fits = [fit(x, labels, squared) for squared in (True, False)]
        ends = [((w * x + b > 0) == y).mean() for w, b in fits]
        shown = " ".join(f"{end:14.1%}" for end in ends)
        print(f"{len(these):4d} {name:9} {shown}")

"""Backpropagation by machine, for one neuron."""

from math import exp

TAPE = []  # every number, in the order of making


class Number:
    """A value that remembers its parents, and its slope by each."""

    def __init__(self, value, *parents):
        self.value, self.parents, self.grad = value, parents, 0.0
        TAPE.append(self)

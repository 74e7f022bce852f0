"""The picture for links to the site."""

import matplotlib.pyplot as plt


def draw():
    return plt.figure()

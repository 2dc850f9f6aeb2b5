"""How much each feature of a sentence counts, in the order of `qa.evidence.FEATURES`.

Learned on development questions: `python -m training.selection` prints them. Those questions hardly ever ask what
somebody said, and their documents have no headings, so the weights of `speaker` and, for choosing, of `prose` are set
by hand.
"""

import numpy as np

SELECTION = np.array([7.35, 3.646, 2.693, 4.649, -0.136, 0.0, 0.749, 1.132, -1.132, 3.0, 6.095, 1.0, 0.091])
"""For choosing among the sentences of one question."""

CONFIDENCE = np.array([2.522, 0.26, 1.125, 1.859, -3.163, -1.175, 1.427, 0.561, -0.119, 0.8, 4.098, -0.716, 0.25])
"""For the log-odds that the chosen sentence answers, with BIAS."""

BIAS = -7.181

"""How much each feature of a sentence counts, in the order of `qa.evidence.FEATURES`.

Learned on development questions: `python -m training.selection` prints them. Those questions hardly ever ask what
somebody said, and their documents have no headings, so the weights of `speaker` and, for choosing, of `prose` are set
by hand.
"""

import numpy as np

SELECTION = np.array([7.36, 3.657, 2.703, 4.649, 0.0, 0.0, 0.751, 1.133, -1.133, 3.0, 6.1, 1.0, 0.091])
"""For choosing among the sentences of one question."""

CONFIDENCE = np.array([2.696, 0.497, 1.412, 1.451, -1.149, -1.848, 1.459, 0.531, -0.111, 0.8, 4.229, -0.751, 0.258])
"""For the log-odds that the chosen sentence answers, with BIAS."""

BIAS = -7.512

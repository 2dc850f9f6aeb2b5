"""How much each feature of a sentence counts, in the order of `qa.evidence.FEATURES`.

Learned on development questions: `python -m training.selection` prints them. Those questions hardly ever ask what
somebody said, and their documents have no headings, so the weights of `speaker` and, for choosing, of `prose` are set
by hand.
"""

import numpy as np

SELECTION = np.array([2.688, -0.032, -0.299, 2.634, -0.875, 0.0, 0.647, 1.015, -1.015, 3.0, 9.194, 1.0, 0.266])
"""For choosing among the sentences of one question."""

CONFIDENCE = np.array([2.234, 0.881, 2.114, 0.143, -2.17, -1.667, 2.031, 0.696, -0.039, 0.8, 2.945, -0.377, 0.427])
"""For the log-odds that the chosen sentence answers, with BIAS."""

BIAS = -6.977

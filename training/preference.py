"""Networks that prefer one sentence to another, learned from lists of which one or none answers."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from qa.weights import Networks, Weights, placed

UNITS, NETWORKS, FOLDS = 16, 12, 3
_PASSES, _BATCH, _RATE, _DECAY, _DROPPED = 15, 64, 5e-3, 1e-2, 0.1
_NEVER = -1e4

Floats = NDArray[np.float64]
Question = tuple[Floats, NDArray[np.bool_]]
"""The features of the sentences found for a question, and which of them answer."""


class Network(torch.nn.Module):
    """A linear score plus one of a hidden layer of tanh units."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.linear = torch.nn.Linear(features, 1)
        self.hidden = torch.nn.Linear(features, UNITS)
        self.out = torch.nn.Linear(UNITS, 1, bias=False)
        torch.nn.init.zeros_(self.out.weight)

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """The scores of rows of features, shape (..., features)."""
        found: torch.Tensor = (self.linear(rows) + self.out(torch.tanh(self.hidden(rows))))[..., 0]
        return found


def learn(questions: Sequence[Question]) -> tuple[Weights, Floats]:
    """The weights of several networks, and for each question the probability that networks which had not seen it give.

    Of these are learned the two numbers that turn scores into log-odds.
    """
    every = np.arange(len(questions))
    some, right = np.zeros(len(questions)), np.zeros(len(questions), np.bool_)
    for fold in range(FOLDS):
        weights = _both([questions[place] for place in every[every % FOLDS != fold]], 2, np.array([1, 0]))
        for place in every[every % FOLDS == fold]:
            features, answers = questions[place]
            some[place] = weights.log_odds(features)
            right[place] = answers[weights.preference(features).argmax()]
    sure = _logistic(some, right)
    return _both(questions, NETWORKS, sure), 1 / (1 + np.exp(-(sure[0] * some + sure[1])))


def _both(questions: Sequence[Question], count: int, sure: NDArray[np.float32]) -> Weights:
    prefer = _networks([(placed(features), answers) for features, answers in questions], count)
    return Weights(prefer, _networks(questions, count), sure)


def _networks(questions: Sequence[Question], count: int) -> Networks:
    rows = np.concatenate([features for features, _ in questions])
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    widest = max(len(answers) for _, answers in questions)
    inputs = torch.zeros(len(questions), widest, rows.shape[1])
    target = torch.zeros(len(questions), widest + 1)
    there = torch.zeros(len(questions), widest, dtype=torch.bool)
    for place, (features, answers) in enumerate(questions):
        inputs[place, : len(answers)] = torch.tensor((features - mean) / scale)
        target[place, : len(answers)] = torch.tensor(answers)
        target[place, -1] = float(not answers.any())
        there[place, : len(answers)] = True
    found = [_network(inputs, target, there, seed) for seed in range(count)]

    def stacked(name: str) -> NDArray[np.float32]:
        return np.stack([one.get_parameter(name).detach().numpy() for one in found])

    return Networks(
        mean=mean.astype(np.float32),
        scale=scale.astype(np.float32),
        hidden=stacked("hidden.weight").transpose(0, 2, 1),
        bias=stacked("hidden.bias"),
        out=stacked("out.weight")[:, 0],
        linear=stacked("linear.weight")[:, 0],
        offset=stacked("linear.bias")[:, 0],
    )


def _network(inputs: torch.Tensor, target: torch.Tensor, there: torch.Tensor, seed: int) -> Network:
    """Minimises the negative log-likelihood that one of the sentences which answer, or none, is chosen."""
    torch.manual_seed(seed)
    network = Network(inputs.shape[2])
    steps = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=_DECAY)
    for number in range(_PASSES):
        for group in steps.param_groups:
            group["lr"] = _RATE * (1 - number / _PASSES)
        for batch in torch.split(torch.randperm(len(inputs)), _BATCH):
            kept = (torch.rand(len(batch), 1, inputs.shape[2]) > _DROPPED) / (1 - _DROPPED)
            found = network(inputs[batch] * kept).masked_fill(~there[batch], _NEVER)
            chances = torch.log_softmax(torch.cat([found, torch.zeros(len(batch), 1)], 1), 1)
            loss = -torch.logsumexp(chances + torch.log(target[batch] + 1e-9), 1).mean()
            steps.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            steps.step()
    return network


def _logistic(values: Floats, right: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Slope and intercept of the logistic regression of `right` on `values`, by Newton's method (Platt, 1999)."""
    rows, found = np.column_stack([values, np.ones(len(values))]), np.zeros(2)
    for _ in range(25):
        share = 1 / (1 + np.exp(-(rows @ found)))
        curve = (rows * (share * (1 - share))[:, None]).T @ rows + 1e-6 * np.eye(2)
        found += np.linalg.solve(curve, rows.T @ (right - share))
    return found.astype(np.float32)

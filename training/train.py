"""The training loop: in-batch softmax over cosines, in both directions, at full and at half width."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from index.embedders.static import Ids
from index.types import Progress, Report, Vectors
from training.pairs import Material, Pair, pairs


@dataclass(frozen=True, slots=True)
class Recipe:
    """The settings of a run. `size` counts tokens, `epochs` passes over the pairs; `scale` multiplies the cosines."""

    size: int = 29_000
    dimensions: int = 512
    batch: int = 1024
    epochs: float = 1.2
    rate: float = 2e-2
    last_rate: float = 0.02
    scale: float = 20.0
    seed: int = 0


def train(material: Material, recipe: Recipe, report: Report) -> Vectors:
    """Learns one vector a token, shape (size, dimensions). That of the unknown token, number 0, is zero."""
    torch.manual_seed(recipe.seed)
    table = nn.EmbeddingBag(recipe.size, recipe.dimensions, mode="sum", padding_idx=0)
    nn.init.normal_(table.weight, std=0.1)
    with torch.no_grad():
        table.weight[0] = 0
    optimizer = torch.optim.Adam(table.parameters(), lr=recipe.rate, fused=True)
    total = _steps(material, recipe)
    for step, batch in enumerate(islice(_batches(material, recipe), total)):
        for group in optimizer.param_groups:
            group["lr"] = recipe.rate * max(recipe.last_rate, 1 - step / total)
        optimizer.zero_grad()
        queries, positives = (
            embed(table, [pair.query for pair in batch]),
            embed(table, [pair.positive for pair in batch]),
        )
        loss(queries, positives, recipe.scale).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        report(Progress("train", step + 1, total))
    return table.weight.detach().numpy()


def embed(table: nn.EmbeddingBag, bags: list[Ids]) -> Tensor:
    """Sums of token vectors, shape (len(bags), dimensions); their length does not matter to a cosine."""
    offsets = np.cumsum([0] + [len(bag) for bag in bags[:-1]])
    summed: Tensor = table(torch.from_numpy(np.concatenate(bags)), torch.from_numpy(offsets).int())
    return summed


def loss(queries: Tensor, positives: Tensor, scale: float) -> Tensor:
    """The mean loss of the full width and of its first half, which can then be used alone (Kusupati et al. 2022)."""
    width = queries.shape[1]
    return (_loss(queries, positives, scale) + _loss(queries[:, : width // 2], positives[:, : width // 2], scale)) / 2


def _loss(queries: Tensor, positives: Tensor, scale: float) -> Tensor:
    cosines = scale * functional.normalize(queries) @ functional.normalize(positives).T
    labels = torch.arange(len(cosines))
    return (functional.cross_entropy(cosines, labels) + functional.cross_entropy(cosines.T, labels)) / 2


def _steps(material: Material, recipe: Recipe) -> int:
    whole = np.count_nonzero(np.diff(material.passages.first) > 1) + len(material.queries)
    whole += np.count_nonzero(np.diff(material.passages.titles.offsets) > 0)
    return max(1, int(whole * recipe.epochs) // recipe.batch)


def _batches(material: Material, recipe: Recipe) -> Iterator[list[Pair]]:
    random = np.random.default_rng(recipe.seed)
    while True:
        epoch = pairs(material, random)
        while len(batch := list(islice(epoch, recipe.batch))) == recipe.batch:
            yield batch

"""What a search found, and why a hit stands where it does: what each stage made of it, and which words match."""

from collections.abc import Iterator

from index.plan import seen_text
from index.types import Hit, Match
from index.words import term, tokens
from qa.plain import hit_text, sources_text, time_text
from qa.safe import one_line
from qa.types import Found

NEAR = 0.3
"""Below this likeness a word has no match: the nearest of any passage's words comes about as near by chance."""


def found_text(found: Found, explained: bool = False) -> Iterator[str]:
    """What a search found: the time and the sources by which it preferred passages, and the hits, best first."""
    if found.time and found.hits:
        yield time_text(found.time)
    if found.sources and found.hits:
        yield sources_text(found.sources)
    for number, hit in enumerate(found.hits, 1):
        yield from hit_text(number, hit)
        if explained:
            yield from (f"     {line}" for line in explanation(hit))


def explanation(hit: Hit) -> Iterator[str]:
    """A table of the stages (rank, raw score, share of the hit's score), then the words asked for with their matches.

    “birth = birth” is the same word but for its ending, “bought ~ purchase 0.62” another one with its likeness.
    """
    rows = [(one_line(one.stage), f"{one.rank}", f"{one.score:.3f}", f"{one.share:.3f}") for one in hit.ranks]
    rows.insert(0, ("stage", "rank", "score", "share"))
    first, *widths = (max(map(len, column)) for column in zip(*rows, strict=True))
    for stage, *values in rows:
        cells = (f"{value:>{width}}" for value, width in zip(values, widths, strict=True))
        yield "  ".join((f"{stage:<{first}}", *cells))
    if hit.matches:
        seen = seen_text(hit.passage.document, hit.passage.sentences)
        written = {found: seen[start:end] for found, start, end in reversed(tokens(seen))}
        yield f"matched: {', '.join(_match(one, written.get(one.found, one.found)) for one in hit.matches)}"


def _match(match: Match, written: str) -> str:
    """A word asked for and the word that comes nearest, as it is written in the passage, its title or its date."""
    if match.likeness < NEAR:
        return one_line(f"{match.asked}: no match")
    sign = "=" if term(match.asked) == match.found else "~"
    return one_line(f"{match.asked} {sign} {written} {match.likeness:.2f}")

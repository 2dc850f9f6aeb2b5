"""All measurements in turn: `python -m benchmarks`. They take more than an hour."""

from benchmarks import answers, cold, retrieval, scale
from benchmarks.peers import __main__ as peers

for part in (cold, scale, peers, answers, retrieval):
    print(f"\n## {part.__name__}\n")
    part.main()

"""The map of the code: every module has a floor, and imports only from its own floor or a lower one."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = {
    "index.types": 0,
    "index.vectors": 0,
    "index.errors": 0,
    "index.patterns": 0,
    "index.tensors": 1,
    "index.sentences": 1,
    "index.words": 1,
    "index.terms": 1,
    "index.stretches": 1,
    "index.parts": 1,
    "index.places": 1,
    "index.decode": 1,
    "index.clean": 1,
    "index.dates": 1,
    "index.chunk": 1,
    "index.facts": 1,
    "index.fields": 1,
    "index.frames": 1,
    "index.letters": 1,
    "index.markup": 1,
    "index.units": 1,
    "index.zips": 1,
    "index.disk": 1,
    "index.faults": 1,
    "index.sections": 1,
    "index.blocks": 1,
    "index.locks": 1,
    "index.manifest": 1,
    "index.sweep": 1,
    "index.files": 1,
    "index.generations": 1,
    "index.day": 1,
    "index.front": 1,
    "index.html": 1,
    "index.hub": 1,
    "index.lexical": 2,
    "index.likeness": 2,
    "index.wordvectors": 2,
    "index.records": 2,
    "index.embedders": 2,
    "index.stores": 2,
    "index.readers": 2,
    "index.start": 1,
    "index.worker": 2,
    "index.workers": 2,
    "index.sandbox": 2,
    "index.reading": 3,
    "index.index": 3,
    "index.spread": 4,
    "index.build": 4,
    "index.refresh": 4,
    "index.check": 4,
    "index.journal": 4,
    "index.plan": 1,
    "index.runs": 3,
    "index.known": 3,
    "index.making": 4,
    "index.tiers": 4,
    "index.glance": 2,
    "index.looking": 4,
    "index.ledger": 4,
    "index.merging": 3,
    "index.union": 3,
    "index.merge": 3,
    "index.opened": 4,
    "index.segment": 3,
    "index.rows": 2,
    "index.columns": 2,
    "index.held": 1,
    "index.inverted": 2,
    "index.vocabulary": 2,
    "index.numbers": 2,
    "index.foresee": 4,
    "index.repair": 4,
    "qa.types": 5,
    "qa.settings": 5,
    "qa.stages": 5,
    "qa.safe": 5,
    "qa.cite": 5,
    "qa.expect": 5,
    "qa.roles": 5,
    "qa.reporting": 5,
    "qa.line": 5,
    "qa.names": 5,
    "qa.phrases": 5,
    "qa.cues": 5,
    "qa.speech": 5,
    "qa.sought": 5,
    "qa.wordclass": 5,
    "qa.groups": 5,
    "qa.verbs": 5,
    "qa.peoples": 5,
    "qa.carried": 5,
    "qa.alike": 5,
    "qa.rerankers": 5,
    "qa.days": 5,
    "qa.when": 5,
    "qa.sources": 5,
    "qa.rank": 6,
    "qa.leans": 6,
    "qa.instead": 6,
    "qa.followup": 6,
    "qa.retrieve": 6,
    "qa.asked": 6,
    "qa.overlap": 6,
    "qa.held": 6,
    "qa.evidence": 6,
    "qa.weights": 6,
    "qa.doubt": 6,
    "qa.spans": 6,
    "qa.short": 6,
    "qa.attribute": 6,
    "qa.dating": 6,
    "qa.gather": 6,
    "qa.agree": 6,
    "qa.values": 6,
    "qa.extract": 6,
    "qa.reread": 6,
    "qa.standing": 6,
    "qa.assistant": 7,
    "qa.explain": 7,
    "qa.export": 7,
    "qa.batch": 7,
    "qa.grade": 7,
    "qa.inspect": 7,
    "qa.audit": 7,
    "qa.claims": 7,
    "qa.verify": 7,
    "qa.verdicts": 7,
    "qa.pace": 5,
    "qa.preview": 7,
    "qa.watch": 8,
    "qa.options": 8,
    "qa.console": 5,
    "qa.where": 5,
    "qa.opening": 8,
    "qa.commands": 8,
    "qa.plain": 7,
    "qa.chats": 7,
    "qa.engine": 7,
    "qa.indexer": 7,
    "qa.tui": 8,
    "qa.serve": 8,
    "qa": 8,
    "cli": 9,
}
HEAVY = {
    "torch": {"index.embedders.transformer"},
    "transformers": {"index.embedders.transformer", "qa.rerankers.cross"},
    "sentence_transformers": {"index.embedders.transformer", "qa.rerankers.cross"},
    "faiss": {"index.stores.faiss"},
    "tokenizers": {"index.embedders.static"},
    "trafilatura": {"index.readers.html"},
    "pypdf": {"index.readers.pdf"},
    "docx": {"index.readers.docx"},
    "striprtf": {"index.readers.rtf"},
    "feedparser": {"index.readers.feed"},
    "lxml": {"index.markup"},
    "textual": {"qa.tui"},
    "aiohttp": {"qa.serve"},
    "watchfiles": {"qa.watch"},
}
DOORS = {
    "qa", "qa.settings", "qa.opening", "index.parts", "index.disk", "index.locks", "index.decode", "index.worker",
}  # fmt: skip
"""May import late: the names of the package for users, the settings, since few have a file, the opening of an index,
which first has its files looked at, the part loader, the disk, its lock and the limits of the parser, whose modules
differ by system, and the decoder, since few files need the encoding detector."""


def modules() -> dict[str, Path]:
    paths = [ROOT / "cli.py", *sorted((ROOT / "index").rglob("*.py")), *sorted((ROOT / "qa").rglob("*.py"))]
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


def floor(module: str) -> int:
    name = module
    while name not in FLOORS:
        assert "." in name, f"{module} has no floor: add it to the map"
        name = name.rpartition(".")[0]
    assert name not in ("qa", "index") or name == module, f"{module} has no floor: add it to the map"
    return FLOORS[name]


def imports(path: Path, known: dict[str, Path], top_level_only: bool = False) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    found: set[str] = set()
    for node in tree.body if top_level_only else ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (inner & known.keys()) or {node.module}
    return found


@pytest.mark.parametrize("module", [name for name in modules() if name not in ("index",)])
def test_imports_go_to_the_same_floor_or_a_lower_one(module: str) -> None:
    known = modules()
    wrong = {
        one for one in imports(known[module], known) & known.keys() - {"index", "qa"} if floor(one) > floor(module)
    }
    assert not wrong


def test_no_circle_of_imports() -> None:
    known = modules()
    graph = {name: imports(path, known) & known.keys() - {"qa", "index"} for name, path in known.items()}
    assert set(TopologicalSorter(graph).static_order()) >= set(known) - {"index", "qa"}


@pytest.mark.parametrize("package", HEAVY)
def test_a_heavy_package_is_imported_by_its_leaf_modules_only(package: str) -> None:
    known = modules()
    users = {name for name, path in known.items() if any(one.split(".")[0] == package for one in imports(path, known))}
    assert {next((leaf for leaf in HEAVY[package] if name.startswith(leaf)), name) for name in users} <= HEAVY[package]


def test_only_the_doors_import_within_functions() -> None:
    known = modules()
    late = {name for name, path in known.items() if imports(path, known) - imports(path, known, top_level_only=True)}
    assert {name for name in late if not name.startswith("qa.tui")} <= DOORS


def test_the_public_names_are_these() -> None:
    import qa

    assert qa.__all__ == [
        "Answer",
        "Assistant",
        "Citation",
        "DossierError",
        "Filters",
        "Hit",
        "Passage",
        "Retriever",
        "Settings",
        "Turn",
    ]
    assert all(hasattr(qa, name) for name in qa.__all__)


def test_functions_and_modules_keep_to_their_size() -> None:
    long = []
    for name, path in modules().items():
        source = path.read_text("utf-8")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno >= 40:
                long.append(f"{name}.{node.name}")
        if len([line for line in source.splitlines() if line.strip() and not line.strip().startswith("#")]) > 220:
            long.append(name)
    assert not long

"""What the JSON-LD of a page says of its article (https://schema.org/Article)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

_KINDS = ("Article", "Posting", "Report")
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Linked:
    """The fields of the first article; empty where it has none."""

    headline: str = ""
    published: str = ""
    publisher: str = ""
    url: str = ""


def linked(scripts: list[str]) -> Linked:
    """Read the JSON-LD scripts of a page. What is not valid says nothing."""
    nodes = [node for script in scripts for node in _nodes(_parsed(script))]
    articles = [node for node in nodes if _is_article(node)]
    article = next((node for node in articles if node.get("headline") or node.get("datePublished")), {})
    names = {_text(node.get("@id")): _name(node) for node in nodes if "name" in node}
    publisher, page = _first(article.get("publisher")), _first(article.get("mainEntityOfPage"))
    return Linked(
        headline=_text(article.get("headline")),
        published=_text(article.get("datePublished")),
        publisher=_name(publisher) or names.get(_id(publisher), ""),
        url=_text(article.get("url")) or _id(page) or _text(page),
    )


def _parsed(script: str) -> object:
    try:
        return json.loads(script, strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(root: object) -> Iterator[dict[str, object]]:
    """The objects of a JSON value, in order, without recursion."""
    todo = [root]
    for _ in range(_MOST):
        if not todo:
            return
        value = todo.pop()
        if isinstance(value, dict):
            yield value
            todo += reversed(value.values())
        elif isinstance(value, list):
            todo += reversed(value)


def _is_article(node: dict[str, object]) -> bool:
    kinds = node.get("@type")
    return any(kind in _text(one) for one in (kinds if isinstance(kinds, list) else [kinds]) for kind in _KINDS)


def _id(value: object) -> str:
    return _text(value.get("@id")) if isinstance(value, dict) else ""


def _first(value: object) -> object:
    return value[0] if isinstance(value, list) and value else value


def _name(value: object) -> str:
    return _text(value.get("name") if isinstance(value, dict) else value)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""

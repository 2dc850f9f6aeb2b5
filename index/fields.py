"""Under which names the fields of rows and records hold what; names are compared in lower case."""

from collections.abc import Mapping

TEXTS = ("text", "body", "content", "article", "full_text", "fulltext", "story", "message")
TITLES = ("title", "headline", "subject")
DATES = ("date", "published", "published_at", "publish_date", "publication_date", "pubdate", "datepublished")
SOURCES = ("source", "publisher", "publication", "outlet", "site_name")
URLS = ("url", "link", "canonical_url")


def tidy(name: str) -> str:
    """A field's name as it is compared."""
    return name.strip().lower().replace(" ", "_").replace("-", "_")


def field(record: Mapping[str, str], names: tuple[str, ...]) -> str:
    """The first of these fields that holds anything; empty where none does."""
    return next((value for name in names if (value := record.get(name, "").strip())), "")

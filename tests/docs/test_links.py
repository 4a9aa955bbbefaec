"""Every link of the documentation leads somewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.markdown import ROOT, anchors, links, pages

PAGES = [pytest.param(page, id=str(page.relative_to(ROOT))) for page in pages()]


def broken(page: Path) -> list[str]:
    """The links of a page that lead nowhere; other sites are not asked."""
    found = []
    for link in links(page):
        path, _, anchor = link.partition("#")
        there = (page.parent / path).resolve() if path else page
        if "://" in link:
            continue
        if not there.exists() or (anchor and anchor not in anchors(there)):
            found.append(link)
    return found


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_pages_and_headings(page: Path) -> None:
    assert broken(page) == []


@pytest.mark.parametrize("page", PAGES)
def test_no_link_leaves_the_repository(page: Path) -> None:
    there = [(page.parent / link.partition("#")[0]).resolve() for link in links(page) if "://" not in link]

    assert [path for path in there if not path.is_relative_to(ROOT)] == []


def test_every_page_of_docs_is_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page.suffix == ".md" and page not in seen:
            seen.add(page)
            waiting += [(page.parent / link.partition("#")[0]).resolve() for link in links(page) if "://" not in link]

    assert set(pages()) - seen == set()


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    (tmp_path / "other.md").write_text("# A heading, with `code`\n")
    page = tmp_path / "page.md"
    page.write_text("[gone](gone.md) [here](#nowhere) [no](other.md#no-heading) [yes](other.md#a-heading-with-code)")

    assert broken(page) == ["gone.md", "#nowhere", "other.md#no-heading"]

"""A store and pages that are built again and again, once for all tests."""

import pytest
from disturbed import Site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(tmp_path_factory.mktemp("site"))


@pytest.fixture
def fresh(site: Site) -> Site:
    site.reset()
    return site

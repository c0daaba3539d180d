"""`--update` rewrites the transcripts from what is shown now; the difference is reviewed like code."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option; known where tests/conversations is named on the command line."""
    parser.addoption("--update", action="store_true", help="rewrite the transcripts in tests/conversations")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether transcripts are to be rewritten."""
    return bool(request.config.getoption("--update", False))

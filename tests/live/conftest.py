"""The server of the live stream, for the tests of this folder."""

from tests.serving import served  # noqa: F401 (a fixture)

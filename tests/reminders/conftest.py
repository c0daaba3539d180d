"""The stories about reminders play in the same towns as those about services."""

from tests.services.conftest import empty_database, found_town, town

__all__ = ["empty_database", "found_town", "town"]

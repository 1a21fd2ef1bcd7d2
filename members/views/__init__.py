"""What members answer: the directory and the counties' pages, and who is responsible there."""

from .directory import directory, district

__all__ = ["directory", "district"]

"""What members answer: the directory and the counties' pages, and who is responsible there."""

from .directory import directory, district
from .profiles import own_picture, profile

__all__ = ["directory", "district", "own_picture", "profile"]

"""What members answer: the directory and the counties' pages, and who is responsible there."""

from .directory import directory, district
from .privacy import delete_account, own_data, own_data_html, own_data_json

__all__ = [
    "delete_account",
    "directory",
    "district",
    "own_data",
    "own_data_html",
    "own_data_json",
]

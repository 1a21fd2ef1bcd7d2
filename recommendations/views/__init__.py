from .drafting import change_recommendation, create_recommendation
from .moving import move_recommendation
from .pages import demands, recommendation, recommendations

__all__ = [
    "change_recommendation",
    "create_recommendation",
    "demands",
    "move_recommendation",
    "recommendation",
    "recommendations",
]

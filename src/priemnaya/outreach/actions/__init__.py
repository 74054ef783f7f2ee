"""What changes surveys, measures, mailings and ratings of portals."""

from . import mailings, ratings, surveys

__all__ = ["mailings", "ratings", "surveys"]

"""Tables of knowledge: the thematic classifier, the catalogue of services, the knowledge base, the search over them."""

from .articles import (
    ARTICLE_KINDS,
    VERSION_STATES,
    Article,
    ArticleUse,
    ArticleVersion,
    ArticleVote,
    Section,
    SectionReview,
)
from .search import Findable, SearchLog, SearchWord
from .services import LifeSituation, Service, ServiceEdition
from .topics import CODE, ClassifierEdition, Topic, TopicExample

__all__ = [
    "ARTICLE_KINDS",
    "CODE",
    "VERSION_STATES",
    "Article",
    "ArticleUse",
    "ArticleVersion",
    "ArticleVote",
    "ClassifierEdition",
    "Findable",
    "LifeSituation",
    "SearchLog",
    "SearchWord",
    "Section",
    "SectionReview",
    "Service",
    "ServiceEdition",
    "Topic",
    "TopicExample",
]

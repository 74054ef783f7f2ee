"""What changes the knowledge base: articles, sections, reviews, services, the index of the search."""

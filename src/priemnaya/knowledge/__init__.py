"""Knowledge: the all-Russian thematic classifier in dated editions. Services, articles and templates join it later."""

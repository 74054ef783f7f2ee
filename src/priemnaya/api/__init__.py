"""The face for machines: health today; the REST API has an issue of its own. No tables."""

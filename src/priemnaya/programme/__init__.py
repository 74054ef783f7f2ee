"""Programme: indicators, rollups and compliance by clause."""

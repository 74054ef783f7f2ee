"""The catalogue of services, support measures and digital services: what an edition says, how files are loaded, how
pages find it."""

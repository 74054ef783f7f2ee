"""Outreach: surveys and their answers. Mailings, proactive offers and initiatives join it later."""

"""The face for staff. No tables; reads querysets, calls actions."""

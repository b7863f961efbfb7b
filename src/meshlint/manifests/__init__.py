"""Documents to resources, and the frozen index that rules ask."""

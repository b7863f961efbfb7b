"""Random inputs of three families through the whole engine, and what must hold for each; `run.py` is the command."""

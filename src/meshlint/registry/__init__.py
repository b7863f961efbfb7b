"""Rules: what they are (YAML), what they check (JSONPath and assertions, or Python), and how they are found."""

"""The built-in rules: one YAML file each, with Python beside it where an assertion is not enough."""

"""meshlint: lints service-mesh configuration before it ships."""

__version__ = "0.1.0"

"""Source text to documents: plain values as Kubernetes sees them, and positions on demand."""

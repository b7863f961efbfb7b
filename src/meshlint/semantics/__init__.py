"""What the meshes do with a configuration, per version, written once and asked by rules."""

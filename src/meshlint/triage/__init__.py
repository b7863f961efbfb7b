"""What happens to findings after the rules: suppression, baseline, thresholds."""

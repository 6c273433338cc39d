"""What an outsider computes from an export."""

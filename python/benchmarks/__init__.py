"""The package measured beside what users would otherwise pick. `python -m benchmarks` prints one JSON row a line."""

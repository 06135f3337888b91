"""From the graph to files and screens; knows nothing of Chinese text processing."""

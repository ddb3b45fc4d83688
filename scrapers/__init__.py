"""From the web to words: pages, the layers that read them, the spiders that bring them. Imports no other room."""

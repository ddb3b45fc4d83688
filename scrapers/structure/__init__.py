"""Data that a page carries beside its text: JSON-LD, microdata, RDFa, <meta>, the state of a script framework.

Each module finds *items* of one notation; an item is a schema.org thing with its properties, whatever notation it was
written in. `film`, `scores` and `opinions` read items into words; `scrapers.layers.structured` chooses the item
that the page is about.
"""

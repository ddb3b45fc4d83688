"""The database: records, collections, indexes, queries. It imports nothing of the rooms above."""

"""The spiders: one for each kind of page. Each yields Pages; what they say is read by the item pipelines."""

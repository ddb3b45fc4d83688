"""How pages are fetched: guarded, bounded, polite and honest. Scrapy's components, named in `scrapers.settings`."""

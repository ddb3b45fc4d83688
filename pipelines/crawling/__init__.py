"""What a crawl keeps in the ledger besides pages: who may ask which host, and what came of each request."""

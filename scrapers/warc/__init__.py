"""Web archives: WARC, WET and WACZ to Pages, and Pages to WARC."""

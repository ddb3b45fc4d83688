"""From words to the ledger: normalise, match, fold, link, store. Stands on ledger, and on what scrapers reads."""

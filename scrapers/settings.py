"""Scrapy's settings: polite, bounded, and without the doors that its defaults leave open."""

BOT_NAME = "filmledger"
SPIDER_MODULES = ["scrapers.spiders"]
NEWSPIDER_MODULE = "scrapers.spiders"

# The item pipelines in their order; `pipelines.steps.STEPS` is the same tuple, and a test holds them equal.
ITEM_PIPELINES = {
    "pipelines.steps.Keep": 100,
    "pipelines.steps.Read": 200,
    "pipelines.steps.Normalize": 300,
    "pipelines.steps.Store": 400,
}

# Polite: Scrapy's own defaults neither obey robots.txt nor wait.
USER_AGENT = "filmledger/0.1"
ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY = 1.0
CONCURRENT_REQUESTS_PER_DOMAIN = 1
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
RETRY_TIMES = 2

# Bounded: the default lets one body grow to 1 GiB.
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024
DOWNLOAD_WARNSIZE = 8 * 1024 * 1024
DOWNLOAD_TIMEOUT = 60
REDIRECT_MAX_TIMES = 5
DEPTH_LIMIT = 50

# Closed: no consoles, no cookies across pages, no look-up of the public suffix list on the network.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
COOKIES_ENABLED = False
TLDEXTRACT_PUBLIC_SUFFIX_LIST_URLS = ""
DOWNLOAD_HANDLERS = {"file": None, "ftp": None, "s3": None, "data": None}

# A refusal is an outcome of the page, to be kept as that.
HTTPERROR_ALLOW_ALL = True

LOG_LEVEL = "INFO"
LOGSTATS_INTERVAL = 60.0

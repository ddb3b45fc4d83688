"""Scrapy's settings: polite, bounded, and without the doors that its defaults leave open."""

import os

from scrapers.fetching.operator import user_agent

BOT_NAME = "filmledger"
SPIDER_MODULES = ["scrapers.spiders"]
NEWSPIDER_MODULE = "scrapers.spiders"

# What came of each request is noted first. Then the steps of a page in their order: `pipelines.steps.STEPS` is the
# same tuple, and a test holds them equal.
ITEM_PIPELINES = {
    "pipelines.crawling.fetches.Fetches": 50,
    "pipelines.steps.Keep": 100,
    "pipelines.steps.Read": 200,
    "pipelines.steps.Normalize": 300,
    "pipelines.steps.Store": 400,
}

# The operator's: who answers for the crawl, and which hosts of the own network are open.
CONTACT = os.environ.get("FILMLEDGER_CONTACT", "").strip()
ALLOWED_HOSTS = os.environ.get("FILMLEDGER_ALLOWED_HOSTS", "").replace(",", " ").split()
USER_AGENT = user_agent(CONTACT)

# Polite: Scrapy's own defaults neither obey robots.txt nor wait.
ROBOTSTXT_OBEY = True
CRAWL_DELAY_MAX = 600.0
DOWNLOAD_DELAY = 1.0
CONCURRENT_REQUESTS_PER_DOMAIN = 1
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
HOST_OWNERSHIP = "pipelines.crawling.hosts.LedgerHosts"
REVISITS = "pipelines.crawling.revisits.LedgerRevisits"
HOST_WAIT = 600.0
RETRY_TIMES = 2
BACKOFF_BASE = 10.0

# Bounded: the default lets one body grow to 1 GiB, packed or not. Seconds are those of a whole page.
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 60
REDIRECT_MAX_TIMES = 5
DEPTH_LIMIT = 50
PAGES_PER_HOST = 50_000
URLLENGTH_LIMIT = 2000

# Closed: no consoles, no cookies, no proxy behind which the guard would not see, no look-up of the public suffix list
# on the network, no addresses told to other hosts; nothing but HTTP, and that behind the guard.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
COOKIES_ENABLED = False
HTTPPROXY_ENABLED = False
REFERRER_POLICY = "same-origin"
TLDEXTRACT_PUBLIC_SUFFIX_LIST_URLS = ""
DOWNLOAD_VERIFY_CERTIFICATES = True
TWISTED_DNS_RESOLVER = "scrapers.fetching.resolver.GuardedResolver"
DOWNLOAD_HANDLERS = {
    "http": "scrapers.fetching.handler.GuardedHandler",
    "https": "scrapers.fetching.handler.GuardedHandler",
    "file": None,
    "ftp": None,
    "s3": None,
    "data": None,
}

# In the order in which a request meets them; a response meets them from below.
DOWNLOADER_MIDDLEWARES = {
    "scrapers.fetching.guarding.Guard": 10,
    "scrapers.fetching.hosts.Gate": 90,
    "scrapers.fetching.robots.Robots": 100,
    "scrapers.fetching.backoff.BackOff": 550,
    "scrapers.fetching.redirects.Refreshes": 580,
    "scrapers.fetching.unpack.Unpack": 590,
    "scrapers.fetching.redirects.Redirects": 600,
    "scrapers.fetching.types.WantedTypes": 610,
    # Those of Scrapy whose places these take, and those that nothing here needs.
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
}
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
# Scrapy starts so many tasks for each response, however little there is in it. One waits with the page for others to go
# with it, the other goes on with its links.
CONCURRENT_ITEMS = 2
# Of Scrapy's own those that are wanted, and no door that another version of it may open unasked. (It also loads what is
# taken out by None: its remote control brings a web server, which takes a tenth of all starting up.)
EXTENSIONS_BASE = {
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.logcount.LogCount": 0,
    "scrapy.extensions.memusage.MemoryUsage": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,
    "scrapy.extensions.logstats.LogStats": 0,
}
EXTENSIONS = {
    "scrapers.fetching.masking.MaskedLogs": 0,
    "scrapers.fetching.sweeping.Unswept": 5,
    "scrapers.fetching.stopping.Stopping": 5,
    "scrapers.fetching.throttle.Throttle": 10,
}

# A refusal is an outcome of the page, to be kept as that.
HTTPERROR_ALLOW_ALL = True

LOG_LEVEL = "INFO"
LOGSTATS_INTERVAL = 60.0

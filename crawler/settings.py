"""Scrapy's settings for this project. Each one that differs from Scrapy's default says why."""

from __future__ import annotations

import os

from pipelines.lexicon import robots

BOT_NAME = robots.AGENT
SPIDER_MODULES = ["crawler.spiders"]
COMMANDS_MODULE = "crawler.commands"

# --- Ours -----------------------------------------------------------------------------------------------------------

# Where a command keeps its data when `--data` is left out; relative to the folder it is started in.
DATA = "datasets/lender-sms-complaints"
# The practice web's pages are made up: they never share a folder with real ones.
PRACTICE_DATA = "datasets/practice"
# Bytes to which an archive file (raw/*.warc.gz) grows before another one is begun.
ARCHIVE_FILE_SIZE = 2**30
# A folder of source files to read instead of the bundled crawler/sources; `collect --sources DIR` sets it.
SOURCES_DIR = ""
# Size and seed of the bundled practice web; the same two give the same pages.
PRACTICE_PAGES = 300
PRACTICE_SEED = 20261121
# How often it has changed since it was written: from each generation to the next some pages are revised, some vanish.
PRACTICE_GENERATION = 0
# How many processes read pages beside a run that brings many: one for each core but the one that the run has itself. With
# 0 all pages are read in the run's own process.
READERS = len(os.sched_getaffinity(0)) - 1
# A page that says who crawls and how to reach them; it goes into the agent's name. Set it before real sites are asked.
CONTACT_URL = ""

# --- When a run is red: its exit status is 5 -----------------------------------------------------------------------------

# What a source usually does is the median over so many of its last whole runs; with fewer than so many, or fewer articles in
# each, nothing is judged.
GATE_RUNS = 10
GATE_LEAST_RUNS = 3
GATE_LEAST_PAGES = 20
# Shares from 0 to 1: how much less often a field may be there than usual, how much more of what is asked for may fail, and
# which share of the usual articles a source must still show not to count as silent.
GATE_COVERAGE_FALL = 0.2
GATE_FAILURES_RISE = 0.2
GATE_SILENCE = 0.1
# Who is told of a red run: an http(s) address that gets JSON by POST, a command line that gets it on its standard input.
ALARM_URL = ""
ALARM_COMMAND = ""

# --- The schedule -----------------------------------------------------------------------------------------------------

# Seconds, at random, by which a run starts later than its schedule says, so that no site is asked on the minute every day.
SCHEDULE_JITTER = 300
# Seconds after its start at which a run goes on that was killed or stopped, or that found another one in its folder.
SCHEDULE_RESUME_AFTER = 600

# --- Who shares a run: the add-ons open what the other components use ---------------------------------------------------

ADDONS = {
    "crawler.addons.NoPickles": 50,
    "crawler.addons.Manners": 100,
    "crawler.addons.PracticeRun": 200,
    "crawler.addons.ReadingRun": 300,
    "crawler.addons.LedgerRun": 400,
}
# Requests are handed out by the frontier, which knows every address and survives a kill; JOBDIR does neither. Being the
# filter of duplicates too, it needs no other: each of our requests says so (dont_filter).
SCHEDULER = "crawler.frontier.FrontierScheduler"
ITEM_PIPELINES = {"crawler.item_pipelines.ReadPages": 100}
EXTENSIONS = {
    # A door that stays shut (see below) is not even loaded: that takes as long as reading ten pages.
    "scrapy.extensions.remote_control.RemoteControl": None,
    "crawler.extensions.progress.Progress": 100,
    "crawler.extensions.run_report.RunReport": 200,
    "crawler.extensions.closing_time.ClosingTime": 300,
    "crawler.extensions.frozen_tables.FrozenTables": 400,
}
DOWNLOADER_MIDDLEWARES = {
    # Ours tells the ledger of a redirect that leaves the site; Scrapy's drops it without a word.
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "crawler.middlewares.on_site.OnSite": 50,
    # Ours does what RFC 9309 says where a robots.txt cannot be read; Scrapy's crawls on.
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.middlewares.obey_robots.ObeyRobots": 100,
    "crawler.middlewares.revisit.Revisit": 200,
    # Ours read a page or an answer that leads to what is no address; Scrapy's raise.
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "crawler.middlewares.redirects.MetaRefresh": 580,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "crawler.middlewares.redirects.Redirect": 600,
    # Ours fails a page whose packed body was cut off; Scrapy's takes as much of it as it can read for the page.
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawler.middlewares.whole_bodies.WholeBodies": 590,
    # Next to the downloader: a redirect's every hop and each try again pass here too.
    "crawler.middlewares.pace.Pace": 900,
    "crawler.middlewares.on_public_networks.OnPublicNetworks": 950,
}

# --- Politeness -------------------------------------------------------------------------------------------------------

# Budgets of pages stand in a source's file (`budget`, `listing.max_pages`), that of a run on the command line (`--max-pages`).
ROBOTSTXT_OBEY = True
# The token robots.txt files may address us by.
ROBOTSTXT_USER_AGENT = BOT_NAME
# Seconds that a robots.txt is kept, a day at most (RFC 9309, 2.4), and after which one is asked for again that could not be
# read: until then its host is not crawled.
ROBOTS_KEPT_FOR = 86_400
ROBOTS_ASKED_AGAIN_AFTER = 3_600
# A slow site is asked less often. The delay of the sources (crawler/sources/*.toml) is the least it ever is.
AUTOTHROTTLE_ENABLED = True
# We follow links of public pages and log in nowhere: nothing to remember.
COOKIES_ENABLED = False
# No site learns where we came from. REFERER_ENABLED = False would do the same and make Scrapy warn at every start.
REFERRER_POLICY = "no-referrer"
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
}

# Requests under way at most, of all hosts. Those that answer share 32 places (crawler/places.py); a host that does not answer
# takes none of them while it is waited for, and so many may be.
CONCURRENT_REQUESTS = 128

# --- Bounds -----------------------------------------------------------------------------------------------------------

# A crawl of the web speaks HTTP. A sitemap that names file:///etc/passwd or an ftp server reaches nothing.
_HTTP = "crawler.download_handler.DownloadHandler"
DOWNLOAD_HANDLERS = {"http": _HTTP, "https": _HTTP, "file": None, "data": None, "ftp": None, "s3": None}
# No article is larger; the same holds for what a compressed body unfolds to.
DOWNLOAD_MAXSIZE = 8 * 2**20
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 30
# Where a certificate does not hold its host is asked all the same; archive and report say so (crawler/certificates.py).
DOWNLOAD_VERIFY_CERTIFICATES = True
REDIRECT_MAX_TIMES = 5
# Far deeper than any list of articles lies; further pages of one list do not count (the registry bounds them). What lies
# deeper is left out by `crawler.discovery.bounds`: requests come from the frontier, and Scrapy's own count starts at each.
DEPTH_LIMIT = 20
# A page that refreshes itself after a minute shows its article first.
METAREFRESH_MAXDELAY = 5

# --- Public addresses only ---------------------------------------------------------------------------------------------

# Names lead to public addresses or nowhere; checked where the connection is made.
TWISTED_DNS_RESOLVER = "crawler.addresses.PublicResolver"
# Networks that may be connected to all the same, for tests and for servers of your own: "127.0.0.0/8,10.0.0.0/8".
OPEN_NETWORKS = ""
# A proxy would connect for us, to addresses nobody has checked.
HTTPPROXY_ENABLED = False

# --- No pickles -------------------------------------------------------------------------------------------------------

# A run that is given JOBDIR (Scrapy's SpiderState and queues on disk) or HTTPCACHE_ENABLED is refused with one line: Scrapy
# unpickles what lies there, and a pickle is code. A run goes on from its data folder without either.

# --- No open doors ----------------------------------------------------------------------------------------------------

TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# --- A console a person can read --------------------------------------------------------------------------------------

LOG_LEVEL = "WARNING"
LOG_FORMAT = "%(levelname)s: %(message)s"
# Items are pages: their text belongs neither in a log nor, unescaped, on a terminal.
LOG_FORMATTER = "crawler.log_formatter.NoPageText"
# A dropped page is a row of `rejected` or a recorded failure, and `status` counts both.
DEFAULT_DROPITEM_LOG_LEVEL = "DEBUG"
RETRY_GIVE_UP_LOG_LEVEL = "INFO"
FEED_EXPORT_ENCODING = "utf-8"

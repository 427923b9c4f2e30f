"""Processes that read pages beside a run: what takes most of a page's time holds up neither its downloads nor its ledger."""

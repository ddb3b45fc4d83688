"""A film site of its own: thousands of made pages served by real HTTP on the loopback, with faults on demand."""

from .answers import Answer, page
from .faults import FAULTS
from .pages import Pages
from .server import CERTIFICATE, Asked, Site, serving

__all__ = ["CERTIFICATE", "FAULTS", "Answer", "Asked", "Pages", "Site", "page", "serving"]

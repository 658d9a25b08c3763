"""The regions of the plan, and what is known about them apart from observations."""

from dashboard.regions.loading import load_regions
from dashboard.regions.model import Level, Region, Regions, check_digit

__all__ = ["Level", "Region", "Regions", "check_digit", "load_regions"]

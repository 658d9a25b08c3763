"""The regions of the plan, and what is known about them apart from observations."""

from dashboard.regions.loading import load_regions
from dashboard.regions.model import Level, Region, Regions, RegionSet, check_digit, with_check_digit

__all__ = ["Level", "Region", "RegionSet", "Regions", "check_digit", "load_regions", "with_check_digit"]

"""The regions of the plan, and what is known about them apart from observations."""

from dashboard.places.region import Level, Region, Regions, RegionSet, check_digit, with_check_digit
from dashboard.places.region_files import load_regions

__all__ = ["Level", "Region", "RegionSet", "Regions", "check_digit", "load_regions", "with_check_digit"]

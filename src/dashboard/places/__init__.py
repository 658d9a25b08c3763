"""The regions of the plan, and what is known about them apart from observations."""

from dashboard.places.elsewhere import Elsewhere
from dashboard.places.region import Level, Region, Regions, RegionSet, with_check_digit
from dashboard.places.region_files import load_regions

__all__ = ["Elsewhere", "Level", "Region", "RegionSet", "Regions", "load_regions", "with_check_digit"]

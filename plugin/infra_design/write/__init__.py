"""Everything becomes Markdown pages, with their style."""

from infra_design.write.links import fill_links, relative_address
from infra_design.write.sheets import diagram_sheet
from infra_design.write.site import write_site
from infra_design.write.standalone import self_contained

__all__ = ["diagram_sheet", "fill_links", "relative_address", "self_contained", "write_site"]

"""Settings of the website. Its sources are written by `helpers.website`; nothing is run here."""

import json
from pathlib import Path

from sphinx.domains import Domain, ObjType

HERE = Path(__file__).parent

project = "The NATO-Russia record"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
default_role = "py:obj"
autodoc_member_order = "bysource"
napoleon_google_docstring = False
nb_execution_mode = "off"
myst_enable_extensions = []
myst_heading_anchors = 3
suppress_warnings = ["mystnb.lexer"]

html_theme = "pydata_sphinx_theme"
html_title = project
html_static_path = [str(HERE / "static")]
templates_path = [str(HERE / "templates")]
html_css_files = ["site.css"]
html_js_files = [("site.js", {"defer": "defer"})]
html_favicon = str(HERE / "static" / "favicon.svg")
html_context = {"default_mode": "auto"}
html_copy_source = False
html_show_sourcelink = False
html_show_search_summary = False  # it would fetch pages, which a folder does not allow
html_last_updated_fmt = None
html_permalinks_icon = "#"
html_sidebars = {
    name: []
    for name in (
        "index",
        "gallery",
        "events",
        "institutions",
        "cite",
        "CONTRIBUTING",
        "CHANGELOG",
        "data/CODEBOOK",
        "data/CAUTIONS",
    )
}
html_theme_options = {
    "header_links_before_dropdown": 6,
    "primary_sidebar_end": [],
    "navbar_end": ["theme-switcher"],
    "secondary_sidebar_items": {
        "**": ["page-toc"],
        **{name: [] for name in ("index", "events", "institutions", "gallery")},
    },
    "footer_start": ["footer"],
    "footer_end": [],
    "show_prev_next": False,
    "search_bar_text": "Search events, pages, helpers ...",
    "search_as_you_type": False,
}


class RecordDomain(Domain):
    """Events and institutions as things that the search finds by name."""

    name = "record"
    label = "record"
    object_types = {"event": ObjType("event"), "institution": ObjType("institution")}

    def get_objects(self):
        names = json.loads(Path(self.env.srcdir, "objects.json").read_text(encoding="utf-8"))
        for kind, page, key, title in names:
            yield title, title, kind, page, key, 1

    def merge_domaindata(self, docnames, otherdata):
        pass


def setup(app):
    app.add_domain(RecordDomain)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

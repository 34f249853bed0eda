"""The formats of machine-coded event data that are read."""

from dataclasses import dataclass

QUADS = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}
SHAPE = ("id", "day", "source", "target", "code", "root", "quad", "place", "reports")
_ACTOR = (
    "Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code "
    "Type1Code Type2Code Type3Code"
)
_GEO = "Type FullName CountryCode ADM1Code ADM2Code Lat Long FeatureID"
_GDELT = (
    *"GLOBALEVENTID SQLDATE MonthYear Year FractionDate".split(),
    *(f"Actor{number}{part}" for number in (1, 2) for part in _ACTOR.split()),
    *"IsRootEvent EventCode EventBaseCode EventRootCode QuadClass GoldsteinScale".split(),
    *"NumMentions NumSources NumArticles AvgTone".split(),
    *(f"{who}Geo_{part}" for who in ("Actor1", "Actor2", "Action") for part in _GEO.split()),
    *"DATEADDED SOURCEURL".split(),
)
_ICEWS = (
    "Event ID",
    "Event Date",
    "Source Name",
    "Source Sectors",
    "Source Country",
    "Event Text",
    "CAMEO Code",
    "Intensity",
    "Target Name",
    "Target Sectors",
    "Target Country",
    "Story ID",
    "Sentence Number",
    "Publisher",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
)
_POLECAT = (
    "Event ID",
    "Event Date",
    "Event Type",
    "Event Mode",
    "Intensity",
    "Quad Code",
    "Contexts",
    "Actor Name",
    "Actor Country",
    "Actor COW",
    "Primary Actor Sector",
    "Actor Sectors",
    "Actor Title",
    "Actor Name Raw",
    "Wikipedia Actor ID",
    "Recipient Name",
    "Recipient Country",
    "Recipient COW",
    "Primary Recipient Sector",
    "Recipient Sectors",
    "Recipient Title",
    "Recipient Name Raw",
    "Wikipedia Recipient ID",
    "Placename",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
    "GeoNames ID",
    "Raw Placename",
    "Feature Type",
    "Source",
    "Publication Date",
    "Story People",
    "Story Organizations",
    "Story Locations",
    "Language",
    "Version",
)


@dataclass(frozen=True)
class Format:
    """
    A published file format.

    Attributes
    ----------
    columns : tuple of str
        Names in the order of the file.
    header : bool
        Whether the first line names them.
    types : dict of str to str
        DuckDB types of the columns that are not text.
    dates : str
        How days are written, as strptime takes it.
    unit : str
        What one row counts.
    origin : str
        Page that gives the columns.
    """

    columns: tuple
    header: bool
    types: dict
    dates: str
    unit: str
    origin: str


FORMATS = {
    "gdelt": Format(
        _GDELT,
        False,
        {"SQLDATE": "DATE", "QuadClass": "TINYINT", "NumMentions": "INTEGER"},
        "%Y%m%d",
        "events: reports of the same act between the same actors on one day are one row, with their number",
        "http://data.gdeltproject.org/documentation/GDELT-Event_Codebook-V2.0.pdf",
    ),
    "icews": Format(
        _ICEWS,
        True,
        {"Event Date": "DATE", "Sentence Number": "INTEGER"},
        "%Y-%m-%d",
        "reports: each row is a sentence of a story, so an act told twice counts twice",
        "https://doi.org/10.7910/DVN/28075",
    ),
    "polecat": Format(
        _POLECAT,
        True,
        {"Event Date": "DATE"},
        "%Y-%m-%d",
        "reports: each row comes from one story, so an act told twice counts twice",
        "https://doi.org/10.7910/DVN/AJGVIT",
    ),
}


class MalformedLines(UserWarning):
    """Lines of a file could not be read and are not in the result."""


def _format(name):
    if name not in FORMATS:
        raise ValueError(f"a format is one of {', '.join(FORMATS)}, not {name!r}")
    return FORMATS[name]

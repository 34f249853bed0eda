"""Scale: the three ways count the same, and ours keeps to its memory."""

import scale


def test_the_three_ways_count_the_same():
    megabytes, table = scale.measure(rows=3_000, rounds=1)
    assert list(table) == ["Ibis on DuckDB", "hand-written SQL", "pandas"] and megabytes > 0
    assert table["Ibis on DuckDB"][3] == 1
    assert all(seconds > 0 and imports > 0 and peak > 0 for seconds, imports, peak, _ in table.values())

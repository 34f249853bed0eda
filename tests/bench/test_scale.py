"""Scale: the three ways count the same, and ours keeps to its memory."""

import scale

from helpers import machine


def test_the_generated_file_is_sound_and_the_same_every_time(tmp_path):
    one, other = (scale.generate(tmp_path / name, 2_000) for name in ("one.CSV", "other.CSV"))
    assert one.read_bytes() == other.read_bytes()
    coded = machine.read(one, "gdelt")
    assert coded.malformed().empty
    assert coded.run(machine.days_without(coded.events)).iloc[0].to_dict() == {
        "events": 2_000,
        **dict.fromkeys(machine.SHAPE, 0),
    }


def test_the_three_ways_count_the_same():
    megabytes, table = scale.measure(rows=3_000, rounds=1)
    assert list(table) == ["Ibis on DuckDB", "hand-written SQL", "pandas"] and megabytes > 0
    assert table["Ibis on DuckDB"][3] == 1
    assert all(seconds > 0 and imports > 0 and peak > 0 for seconds, imports, peak, _ in table.values())

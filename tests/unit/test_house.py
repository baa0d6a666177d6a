"""The house's own rules can fail."""

from pathlib import Path

from tests import house


def test_a_long_function_is_found() -> None:
    text = "def long():\n" + "    pass\n" * house.FUNCTION
    assert [*house.lengths(house.ROOT / "x.py", text)] == ["x.py:1: long has 41 lines, at most 40"]


def test_a_long_file_and_a_big_class_are_found() -> None:
    text = "class Big:\n" + "".join(f"    def m{n}(self): ...\n" for n in range(16)) + "\n" * 300
    found = [*house.lengths(Path(house.ROOT / "x.py"), text)]
    assert found == ["x.py: 317 lines, at most 300", "x.py:1: Big has 16 methods, at most 15"]


def test_a_text_lost_to_the_catalogue_is_found() -> None:
    lost = ['self.tr(f"{n} waiting")', "f\"{name}: {self.tr('met')}\""]
    assert all([*house.lost_texts(house.ROOT / "x.py", line)] for line in lost)
    assert not [*house.lost_texts(house.ROOT / "x.py", 'f"{words}" + self.tr("%n waiting", "", n)')]


def test_k7_a_way_out_of_the_window_is_found() -> None:
    assert len([*house.ways_out(house.ROOT / "x.py", "QPrintDialog(printer)\nQDesktopServices.openUrl(url)\n")]) == 2

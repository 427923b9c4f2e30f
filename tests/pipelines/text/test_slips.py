"""Byte slips: the converter's own mechanism, undone, and what must stay as it is."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.edits import apply
from pipelines.lexicon.bigrams import bigrams
from pipelines.lexicon.gbk import code_of
from pipelines.text.slips import repair_slips, script_of
from pipelines.text.slips.candidates import between_holes, candidates, trailed_by
from pipelines.text.slips.chains import Start
from pipelines.text.slips.converter import Converter, converter_of
from pipelines.text.slips.evidence import find_evidence
from pipelines.text.slips.lost_pairs import over_lost_pairs
from pipelines.text.slips.promise import is_promising
from pipelines.text.slips.readings import Reader, State
from pipelines.text.slips.search import Allowance, decode, shows_lost
from pipelines.text.slips.standing import is_fluent
from pipelines.text.slips.symbols import character_at, trails, unfold

SENTENCES = (
    "短信裏說逾期將上門。可是我早就還清了",
    "平臺把責任推給別人。”這讓借款人很生氣",
    "投訴已經處理。”短信上是這樣寫的",
    "利息算下來比本金還高得多。可見宣傳並不可信",
)
MARKS = (("！".encode("gbk"), b"!"), ("？".encode("gbk"), b"?"))


def fold_marks(text: str) -> bytes:
    """What a converter makes of full-width marks that it finds among bytes."""
    data = text.encode("gbk")
    for mark, folded in MARKS:
        data = data.replace(mark, folded)
    return data


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("lost", ["?", "\ufffd"])
def test_a_folded_mark_is_undone(sentence: str, lost: str) -> None:
    """A mark folded across two characters is found, and the run behind it read as it was."""
    damaged = fold_marks(sentence).decode("gb18030", "replace").replace("\ufffd", lost)

    assert damaged != sentence
    assert repair_slips(damaged).text == sentence


def test_a_gloss_across_two_characters_is_undone() -> None:
    """The gloss of 內, which 們 and 日 form across their border, splits 日."""
    data = "他們日夜不停地發短信".encode("gbk").replace("內".encode("gbk"), "內(nèi)".encode("gb18030"))

    assert repair_slips(data.decode("gb18030", "replace")).text == "他們日夜不停地發短信"


def test_the_score_is_the_gain() -> None:
    """An edit tells its rule and by how many nats the repair is likelier."""
    (edit,) = repair_slips("投訴已經處理?!倍绦派鲜沁@樣寫的").edits

    assert edit.rule == "mojibake.gbk_slip"
    assert edit.score > 10


PIECES = st.sampled_from("們日常生活短信說還？！?!@()。，”“\ufffd\ue4c6粘钪胁边梢Ia1 \nnèi我")


@given(text=st.text(PIECES, max_size=40) | st.text(max_size=40))
@example(text="?")
@example(text="�!�")
@settings(max_examples=150, deadline=None)
def test_any_text_is_survived(text: str) -> None:
    """Nothing raises, and the edits tell exactly what was done."""
    cleaned = repair_slips(text)

    assert apply(text, cleaned.edits) == cleaned.text
    assert (cleaned.edits == ()) == (cleaned.text == text)


@given(text=st.text("的一是不了在人有我他这上们来到时大地为子中你说生国年着就那和要！？。，“”", max_size=60))
@settings(max_examples=50, deadline=None)
def test_text_without_evidence_passes(text: str) -> None:
    """Full-width marks are no evidence."""
    assert find_evidence(text) == []
    assert repair_slips(text).edits == ()


def test_long_text_full_of_marks_stays() -> None:
    """Question marks between Chinese words are a habit of writers, not damage."""
    text = "还了吗?没还!为什么?因为没有收到账单?平台怎么说?让我等通知!" * 40

    assert repair_slips(text).edits == ()


def test_the_model_is_loaded_only_for_evidence() -> None:
    """A clean page costs no table."""
    program = (
        "from pipelines.text.slips import repair_slips; from pipelines.lexicon import bigrams as b, trigrams as t;"
        "repair_slips('银行发来短信，说已经还清。真的吗？');"
        "print(b.bigrams.cache_info().currsize + t.trigrams.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)

    assert done.stdout.strip() == "0"


def test_the_model_prefers_text_to_slips() -> None:
    """Damaged runs cost about twice what their repair costs."""
    model = bigrams()

    assert model.cost("囊徊糠郑胁豢苫蛉") > 1.5 * model.cost("一部分，中不可或缺")
    assert model.cost("發現問題") == model.cost("发现问题")


@pytest.mark.parametrize(
    ("text", "script"),
    [("我們發現問題", "traditional"), ("我们发现问题", "simplified"), ("短信", "none"), ("发發现現", "mixed")],
)
def test_script_of_a_text(text: str, script: str) -> None:
    """The script decides which characters are odd."""
    assert script_of(text) == script


def test_a_gloss_tells_the_lost_byte() -> None:
    """Behind 83 only C8 makes a character that reads nèi."""
    assert trails(0x83, "nèi") == (0xC8,)
    assert trails(0x83, "xyz") == ()


def test_folded_forms_are_unfolded() -> None:
    """NFKC made ASCII of them; each code is offered again."""
    assert (1, 0xA3C9) in set(unfold("I", 0))
    assert (3, 0xA1AD) in set(unfold("...", 0))
    assert list(unfold("短", 0)) == []


def test_lost_pairs_are_searched_layer_by_layer() -> None:
    """Behind 日常 a pair vanished that held the half of 生 and the half of 活; 钪 tells the other half of 活."""
    reader = Reader("們粘I钪", candidates("traditional"))
    moves = [move for _, move in over_lost_pairs(reader, 3, 0xC9, [Start(0, "日常")])]

    assert "生活" in {move.text for move in moves}
    assert {move.end for move in moves} == {4}
    assert {move.state.late for move in moves} == {0xD6}


def test_nothing_is_lost_where_what_is_shown_is_likelier() -> None:
    """Lost pairs must be cheaper than the reading without them."""
    reader = Reader("我们常囊徊糠", candidates("simplified"))

    assert not list(over_lost_pairs(reader, 3, 0xB5, [Start(0, "日常")]))


@pytest.mark.parametrize("text", ["还了吗?没有还清的人都来看看", "說(shuō)什麼(me)?沒(méi)有還(hái)清的人都來"])
def test_what_reads_well_behind_a_mark_is_left_alone(text: str) -> None:
    """Glosses passed over, likely text behind a mark needs no search."""
    assert is_fluent(text, text.index("?"), candidates("mixed"))


@pytest.mark.parametrize("text", ["們?nèi)粘I钪", "處理?!边@樣", "完?", "好?\n那麼多人"])
def test_what_may_be_a_lost_byte_is_searched(text: str) -> None:
    """The tail of a gloss, unlikely text and a line that ends are no reason to pass by."""
    assert not is_fluent(text, text.index("?"), candidates("traditional"))


@pytest.mark.parametrize("damaged", ["?!边@", "?我", "们?nèi)粘I钪", "還?呖們"])
def test_the_work_is_bounded(damaged: str) -> None:
    """Text that is slips from end to end is searched within its allowance, and then no more."""
    text = damaged * 2000
    allowance = Allowance.of(text)
    allowed = allowance.left
    reader = Reader(text, candidates("mixed"))
    looked_at = 0
    for place in find_evidence(text):
        looked_at += bool(decode(reader, place, allowance))

    assert allowed <= 4000 + len(text)
    assert allowance.left >= -1000
    assert looked_at < 4000 + len(text)


def test_nothing_is_decoded_beyond_the_allowance() -> None:
    """What is left unsearched stays as it is."""
    reader = Reader("投訴已經處理?!边@樣寫的", candidates("traditional"))

    assert decode(reader, 6, Allowance(1000))
    assert decode(reader, 6, Allowance(2)) == ()


def test_a_repair_within_a_long_undamaged_text_is_not_rationed() -> None:
    """The allowance is for the text; what needs no search costs nothing of it."""
    text = "短信上是這樣寫的，銀行後來也承認了。\n" * 400 + "投訴已經處理?!倍绦派鲜沁@樣寫的"

    assert repair_slips(text).text.endswith("投訴已經處理。”短信上是這樣寫的")


@pytest.mark.parametrize("text", ["處理?!边@樣的話", "們?nèi)粘I钪", "了?!?", "好?"])
def test_what_promises_a_slip(text: str) -> None:
    """What is read late may be likelier, a gloss tells the lost byte, or too little stands there to judge by."""
    assert is_promising(text, text.index("?"), candidates("traditional"))


@pytest.mark.parametrize("text", ["还了吗?莫名其妙又收到短信", "到底是?减轻负担?还是增负"])
def test_what_promises_none(text: str) -> None:
    """Behind a writer's mark nothing reads better late."""
    assert not is_promising(text, text.index("?"), candidates("simplified"))


def test_garbled_text_is_no_repair() -> None:
    """Signs of lost bytes are so unlikely that nonsense gains on them; it is not taken."""
    damaged = "會(huì)議(yì)已經(jīng)開(kāi)過(guò)，再來(lái)實(shí)施�!㈥�(lù)邊(biān)界監(jiān)控。"

    assert repair_slips(damaged).text == damaged


def test_what_a_page_glosses_it_glosses_in_its_runs() -> None:
    """A character glossed elsewhere is the least likely to stand bare, one that stands bare elsewhere costs nothing."""
    page = converter_of("會(huì)議(yì)說(shuō)明會(huì)員過")

    assert page.bare("會") > page.bare("貸") > 0
    assert page.bare("過") == page.bare("的") == 0
    assert page.costs[code_of("會")] == page.bare("會")
    assert page.costs[code_of("貸")] == page.bare("貸")


@pytest.mark.parametrize("text", ["短信說逾期將上門", "的(de)確(bù)", ""])
def test_a_page_without_glosses_tells_nothing(text: str) -> None:
    """No converter has been there: whatever stands bare costs nothing."""
    assert not converter_of(text.replace("確", "的")).costs.any()


@given(glosses=st.integers(1, 40), bare=st.integers(0, 40))
def test_the_more_a_page_glosses_the_dearer_is_a_bare_character(glosses: int, bare: int) -> None:
    """The share of bare characters decides, whatever the length of the page."""
    page = "會(huì)" * glosses + "過" * bare
    cost = converter_of(page).bare("貸")

    assert converter_of(page + "會(huì)").bare("貸") >= cost >= converter_of(page + "過").bare("貸") >= 0


def test_a_bare_character_of_the_table_is_not_read() -> None:
    """Of two readings, the one whose characters this page would have glossed is dearer by that."""
    text = "們粘I钪"
    by = candidates("traditional")
    knowing = Reader(text, by, Converter(known={"生": 64}))
    plain = Reader(text, by)
    state = State(0xC9, "日常")
    costs = [
        next(move.cost for move in reader.late(3, state) if move.text == character_at(0xC9 << 8 | code_of("钪") >> 8))
        for reader in (plain, knowing)
    ]

    assert costs[0] <= costs[1]


def test_a_parted_character_carries_no_gloss() -> None:
    """Behind a gloss or a folded mark the bytes were parted before they could be glossed."""
    reader = Reader("們?nèi)粘!I", candidates("traditional"))

    assert reader.is_parted(6)
    assert reader.is_parted(8)
    assert not reader.is_parted(7)


def test_late_runs_do_not_make_a_glossed_page_simplified() -> None:
    """What a converter glossed is traditional; its late runs show characters of either script."""
    assert script_of("安詳(xiáng)?shù)厝ナ溃椅虻搅丝膳碌牟皇撬劳觯膳碌氖") == "traditional"
    assert script_of("安详地去世，囧(jiǒng)是光明") == "simplified"


def test_the_character_before_a_mark_is_chosen_by_what_follows() -> None:
    """停 is dear behind 們 until the next character is known."""
    by = candidates("traditional")
    codes = trailed_by(0xA3)

    ((_, alone),) = by.cheapest("他們", codes, 1)
    chosen = [each for _, each in by.between("他們", codes, "靠", 3)]

    assert alone not in chosen or chosen[0] != alone
    assert "停" in chosen


def test_a_text_that_keeps_private_characters_lost_none() -> None:
    """What reads as nothing is shown, so nothing vanished."""
    assert shows_lost("我們\ue4c6")
    assert not shows_lost("我們")


def test_the_cheapest_row_before_each_code_is_the_first_of_the_cheapest() -> None:
    """Compared as one number, costs and rows say what they say apart, barred rows and equal ones too."""
    by, codes = candidates("traditional"), between_holes()
    rows = by.rows(["我們", "銀行", "我們", "短信"])
    so_far = np.array([[7, 1 << 22], [0, 1 << 20], [7, 0], [300_000, 5]], np.int32)
    columns = codes & 1
    plain = so_far.take(columns, 1) + by.guessed(rows, codes)
    came, costs = by.cheapest_before(rows, codes, so_far, columns)
    assert came.tolist() == plain.argmin(0).tolist()
    assert costs.tolist() == plain.min(0).tolist()

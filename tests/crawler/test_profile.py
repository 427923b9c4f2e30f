"""What recurs on a site, learned, shown and used through the console."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.crawler.saved_page import one_line

if TYPE_CHECKING:
    from tests.crawler.conftest import Console


def test_profile_shows_what_recurs_on_a_site(console: Console) -> None:
    """By site, with the pages each line stands on; a domain means all of its hosts, an unknown site is refused."""
    for n, story in enumerate(_TOLD):
        (console.folder / "saved").mkdir(exist_ok=True)
        rows = {
            "text": f"收到短信\n{story}\n{story[::-1]}\n稻谷论坛 第{n}帖",
            "url": f"http://bbs.farm.example.com/{n}",
        }
        (console.folder / "saved" / f"{n}.jsonl").write_text(json.dumps(rows), encoding="utf-8")
    assert console("import", "saved", "--data", "d").status == 0
    told = console("profile", "--data", "d", "example.com", "--json")
    (found,) = map(json.loads, told.out.splitlines())
    assert (found["site"], found["distinct"], list(found["lines"].values())) == ("bbs.farm.example.com", 12, [12])
    (console.folder / "profile.jsonl").write_text(told.out, encoding="utf-8")
    (cleaned,) = map(
        json.loads, console("clean", "--json", "saved/3.jsonl", "--site-profile", "profile.jsonl").out.splitlines()
    )
    assert "稻谷论坛" not in cleaned["text"]
    assert cleaned["changes"]["boilerplate.site"] == 1
    assert "稻谷论坛" in console("clean", "--json", "saved/3.jsonl").out
    missing = console("clean", "saved/3.jsonl", "--site-profile", "nowhere.jsonl")
    assert (missing.status, missing.out) == (2, "")
    assert "nowhere.jsonl: cannot be read" in one_line(missing)
    shown = console("profile", "bbs.farm.example.com", "--data", "d")
    assert "稻谷论坛第0帖 × 12" in shown.out
    assert found["digest"][:12] in shown.out
    refused = console("profile", "nowhere.example.org", "--data", "d")
    assert (refused.status, refused.out) == (2, "")
    assert "nowhere.example.org: no page of this site was read; known: bbs.farm.example.com" in one_line(refused)


_TOLD = (
    "早上刚到单位门卫就说有人打电话来找过我，语气很凶，还报出了我弟弟的名字和住址，听得我心里发毛，一整天都没有心思做事。",
    "我在三月把最后一笔钱还清，截图都留着，可是八月又有人来要，说利息算错了，让我补上，却拿不出任何一张写着数字的纸。",
    "孩子放学路上被陌生人问起家里的事，回来学给我们听，我妻子当场哭了，我们才决定把这些消息全都打印出来交给律师看。",
    "换了号码不到一个月，前任机主的债主找上门来，我解释了十几遍，他们客气地道歉，第二天换一个人又从头再问一遍同样的话。",
    "老家的表哥打来问我是不是出事了，因为村里好几户都接到了通知，我这才知道通讯录早就被别人拿走，谁都可以照着念。",
    "会议开到一半手机响个不停，领导看了我一眼，我只好关机，等到散会打开，里面已经躺着四十多条未读，口气一条比一条重。",
    "营业厅的姑娘查了半天，说这个号段不归他们管，建议我去网上登记，可是登记的页面怎么都打不开，只剩下一个转圈的图标。",
    "父亲七十多岁，分不清哪条是真的，按照对方的指点跑去邮局汇了钱，汇完才想起来给我打电话，钱已经追不回来了。",
    "合同上写的是十二期，扣到第十三期我才发现，客服让我等七个工作日，七天以后又让我等七天，就这样从夏天拖到了立冬。",
    "他们寄来一个信封，里面的红头文件盖着模糊的圆章，我拿去法院门口的窗口询问，工作人员一看就笑了，说天天有人来问。",
    "我记下了每一次通话的时间，一共六十三次，最早的一次是清晨五点四十，最晚的一次过了半夜，连除夕也没有停过。",
    "房东听见我在楼道里争吵，第二天贴出条子要我搬走，其实欠债的是上一个租客，他的信还一封一封地往我的信箱里送。",
)
"""Twelve stories of one site that have nothing in common."""

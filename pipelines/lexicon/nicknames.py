"""Words of the matter that readers go by: such a name is nobody's in particular, and the word belongs to the text.

@客服热线 一直占线       the hotline, whoever calls himself 客服
回复“退订”：没用         what was sent, whoever calls himself 退订
"""

from __future__ import annotations

from typing import Final

COMMON: Final = frozenset(
    (
        *(
            "大家",
            "各位",
            "楼主",
            "楼上",
            "楼下",
            "网友",
            "游客",
            "匿名",
            "匿名用户",
            "用户",
            "会员",
            "版主",
            "管理员",
            "小编",
            "作者",
            "编辑",
        ),
        *(
            "客服",
            "人工客服",
            "在线客服",
            "客户",
            "平台",
            "官方",
            "银行",
            "公司",
            "机构",
            "催收",
            "催收员",
            "法务",
            "律师",
            "法院",
            "警察",
        ),
        *(
            "借款人",
            "债务人",
            "欠款人",
            "贷款人",
            "担保人",
            "联系人",
            "负债人",
            "受害者",
            "消费者",
            "家人",
            "朋友",
            "同事",
            "老板",
            "老师",
        ),
        *(
            "短信",
            "电话",
            "退订",
            "投诉",
            "逾期",
            "还款",
            "借款",
            "贷款",
            "网贷",
            "协商",
            "分期",
            "征信",
            "额度",
            "验证码",
            "td",
        ),
    )
)
"""In lower case. A name that is missing here is taken for somebody's: where in doubt, it is."""

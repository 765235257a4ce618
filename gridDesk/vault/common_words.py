"""What common passwords are made of, here and elsewhere: a list of our own, from which tens of thousands are put together.

A password is refused when too little is left of it without these words, without rows of keys, dates, telephone numbers
and repeated characters; so each word stands for all its mixtures with digits and with the others.
"""

from __future__ import annotations

_ENGLISH = (
    "password passwd pass passwort admin administrator root user guest test testing demo default login welcome letmein"
    " hello master super manager system server oracle public private secret changeme iloveyou loveyou love lovely sunshine princess"
    " dragon monkey football baseball basketball soccer superman batman starwars pokemon michael jordan jennifer jessica"
    " charlie daniel thomas robert andrew matthew ashley amanda nicole summer winter spring autumn monday friday sunday"
    " january february march april june july august september october november december computer internet windows"
    " microsoft google apple samsung huawei xiaomi lenovo android iphone shadow killer hunter ranger tigger ginger cookie"
    " cheese chocolate banana orange purple yellow flower freedom whatever trustno nothing forever angel baby babygirl"
    " qazwsx qweasd asdzxc zaqwsx passw pwd key china beijing shanghai hello world good luck lucky happy money"
)
_KEYS = (
    "qwerty qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm 1qaz 2wsx 3edc 4rfv 5tgb 6yhn 1qaz2wsx 1q2w3e 1q2w3e4r"
    " 1q2w3e4r5t q1w2e3 q1w2e3r4 qwe asd zxc qaz wsx edc 123qwe qwe123 asd123 zxc123 123abc abc123 a123456 aa123456"
    " 147258 147258369 258369 159357 159753 357159 741852 741852963 963852 963852741 789456 789456123 456789 123321 112233"
    " 11223344 121212 123123 123456 1234567 12345678 654321 87654321 987654 1314 520 5201314 1314520 521 1314521 3344"
    " 7758521 7758258 74108520 100200 168168 518518 666888 888666 888999 686868 8888 6666 9999 0000 1111 2222 3333"
    " 4444 5555 7777 110 120 119 12306 10086 10010 10000 12345 2008 2010 2012 2014 2015 2016 2017 2018 2019 2020 2021"
    " 2022 2023 2024 2025 2026 2027 2028 123 321 @123 @1234 #123 !@# !@#$"
)
_PINYIN = (
    "woaini woainio wo aini woaiwojia woaizhongguo zhongguo beijing shanghai guangzhou shenzhen tianjin shandong"
    " zibo linzi jinan qingdao mima miyao guanliyuan guanli wangge wanggetai wanggeyuan wanggezhang griddesk grid cunwei cunweihui juweihui"
    " shequ jiedao jiedaoban bangong bangongshi zhengfu gongan paichusuo shuji zhuren cunzhang huiji chuna dangyuan"
    " dangzhibu laopo laogong baobao baobei haizi erzi nver mama baba gege jiejie meimei didi yeye nainai laoshi pengyou"
    " qinaide xingfu kuaile jiankang pingan fada facai gongxi jixiang ruyi xiangxin tiantian zuihao shengri shengrikuaile"
    " nihao xiexie zaijian taiyang yueliang xingxing feiji qiche diannao shouji dianhua weixin weibo qq taobao zhifubao"
    " alipay baidu sina sohu tencent alibaba jingdong wangyi renmin wangwei liwei zhangwei wangfang lina wangmin lijing"
    " zhangli liuyang wangjing zhangmin wangli zhangjing lijuan wangjuan liumin lixia wangyan zhangyong liqiang wangqiang"
    " zhangqiang liujie wanglei lilei hanmeimei zhangsan lisi wangwu zhaoliu xiaoming caonima"
)
_CHINESE = (
    "密码 口令 管理员 网格台 网格员 网格 我爱你 我爱中国 我爱我家 中国 北京 山东 淄博 临淄 村委会 居委会 社区 街道 办公室"
    " 办公 电脑 书记 主任 村长 会计 出纳 党员 派出所 老婆 老公 宝宝 宝贝 妈妈 爸爸 生日快乐 新年快乐 快乐 幸福 健康"
    " 平安 发财 恭喜发财 吉祥如意 万事如意 一帆风顺 天天向上 好好学习 为人民服务 你好 谢谢 张三 李四 王五 一二三四五六"
    " 七八九十 上山打老虎 芝麻开门 不告诉你 忘记了 没有密码 初始密码 默认密码 测试 床前明月光 疑是地上霜 举头望明月 低头思故乡"
    " 白日依山尽 黄河入海流 欲穷千里目 更上一层楼 春眠不觉晓 处处闻啼鸟 锄禾日当午 汗滴禾下土 谁知盘中餐 粒粒皆辛苦"
    " 鹅鹅鹅 曲项向天歌 两个黄鹂鸣翠柳 人之初 性本善"
)
COMMON = frozenset(f"{_ENGLISH} {_KEYS} {_PINYIN} {_CHINESE}".split())
ROWS = (
    "01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba",
    "qwertyuiop", "asdfghjkl", "zxcvbnm", "poiuytrewq", "lkjhgfdsa", "mnbvcxz", "qwertyuiopasdfghjklzxcvbnm",
    "一二三四五六七八九十", "!@#$%^&*()_+", "甲乙丙丁戊己庚辛壬癸", "赤橙黄绿青蓝紫",
)  # fmt: skip

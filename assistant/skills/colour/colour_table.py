"""Named colours, from the survey of xkcd.com (CC0), made by `python -m benchmarks.colour_table`."""

from typing import Final

TABLE: Final = {
    ("", "beige"): ("e2ca76 aaa662 e6daa6 d1b26f"),
    ("dark", "beige"): ("fff39a a88f59 9b8f55 ac9362 af884a"),
    ("light", "beige"): ("e6f2a2 fffeb6 fbeeac ffffc2"),
    ("", "blue"): (
        "acc2d9 0c06f7 3778bf 507b9c 26538d 7bf2da 107ab0 31668a 247afd 78d1b6 3a18b1 3c73a8 "
        "021bf9 4b57db 3e82fc 4f738e 152eff 0339f8 c3fbf4 8b88f8 0203e2 0a437a 0e87cc c4fff7 "
        "3f829d 016795 040348 4984b8 1805db 06b1c4 3b719f 475f94 436bad 0804f9 8ab8fe 8af1fe "
        "276ab3 6488ea 056eee 004577 3b5b92 01889f 3d7afd 010fcc 8f99fb 01386a 5a86ad 04d9ff "
        "4e7496 49759c 030aa7 02d8e9 1e488f 0652ff 069af3 5170d7 2c6fbb 03719c 98eff9 5a7d9a "
        "047495 5b7c99 0165fc 0504aa 0343df"
    ),
    ("dark", "blue"): (
        "02066f 214761 015482 00022e 000435 000133 2e5a88 014182 020035 040273 01153e 001146 00035b"
    ),
    ("light", "blue"): (
        "d4ffff 3a2efe d6fffe cafffb bdf6fe 0d75f8 02ccfe 155084 26f7fd 658cbb c6fcff d7fffe "
        "d5ffff 448ee4 a2bffe b1d1fc a2cffe d0fefe 75bbfd 95d0fc"
    ),
    ("", "brown"): (
        "7d7103 8b3103 cba560 b2713d 964e02 947706 876e4b 886806 c4a661 885f01 836539 7f5112 "
        "7a5901 60460f 7b5804 411900 a83c09 b9a281 653700"
    ),
    ("dark", "brown"): ("410200 1d0200 7f684e 7f4e1e 3d1c02 341c02"),
    ("light", "brown"): ("d3b683 ad900d b1916e ad8150"),
    ("", "green"): (
        "69d84f 70b23f 61de2a 05ffa6 63b365 8ee53f bdf8a3 009337 40fd14 2cfa1f 0cdc73 bcf5a6 "
        "90fda9 014600 96b403 089404 8fae22 699d4c a0bf16 5c8b15 1bfc06 606602 758000 6f7c00 "
        "21c36f 4b6113 4da409 94ac02 33b864 75b84f adf802 35ad6b 0add08 548d44 3ae57f 87a922 "
        "25ff29 51b73b 58bc08 2fef10 0aff02 50a747 04f489 9db92c 638b27 419c03 02c14d 2a7e19 "
        "99cc04 019529 5cb200 6c7a0e 61e160 65fe08 5fa052 3d9973 76a973 0bf77d 2baf6a 05480d "
        "94b21c 9be5aa 8cfd7e 658d6d 667c3e 94a617 748500 749551 9dc100 657432 08ff08 6fc276 "
        "8ffe09 728639 25a36f 75fd63 21fc0d 048243 667e2c 89a203 526525 028f1e 39ad48 7a9703 "
        "12e193 0a481e 88b378 154406 76cd26 74a662 658b38 5ca904 4b5d16 a9f971 8eab12 9aae07 "
        "02ab2e 7af9ab 8fff9f 3f9b0b 0cff0c 53fca1 01ff07 89fe05 15b01a"
    ),
    ("dark", "green"): (
        "388004 3eaf76 9cbb04 35530a 20c073 044a05 84b701 11875d 287c37 062e03 7ebd01 002d04 "
        "4f9153 02590f 373e02 0b4008 6e750e 06470c 033500"
    ),
    ("light", "green"): (
        "56ae57 a8ff04 a6c875 a7ffb5 b2fba5 c8ffb0 b6c406 c4fe82 b1fc99 53fe5c 4efd54 9af764 "
        "a6fbb2 bffe28 8cff9e 889717 cffdbc 87fd05 aeff6e 8f9805 2dfe54 b1ff65 befd73 b9cc81 "
        "aefd6c 98f6b0 b9ff66 d1ffbd 7bb274 acbf69 b0ff9d aaff32 c7fdb5 96f97b"
    ),
    ("", "orange"): (
        "f0833a c14a09 c45508 cd5909 c87606 fb7d07 d8863b ff5b00 ff9408 e17701 c04e01 f97306"
    ),
    ("dark", "orange"): ("fe4b03 dc4d01 c65102"),
    ("light", "orange"): ("f0944d ff964f ffa756 fdaa48"),
    ("", "pink"): (
        "ff0789 dd85d7 e78ea5 ff63e9 c87f89 ff9a8a f6688e d1768f ff6163 c77986 fb5581 fe828c "
        "ff69af f504c9 f36196 cd7584 ff0490 ff7fa7 fe02a2 fdb0c0 ff08e8 ba6873 ca7b80 fe46a5 "
        "fe83cc cc7a8b d5869d d58a94 fe019a f7879a fe7b7c c0737a fe01b1 cf6275 ff028d ff796c "
        "c20078 ff81c0"
    ),
    ("dark", "pink"): ("da467d d90166 c74767 a0025c b5485d c85a53 cb0162 960056 cb416b"),
    ("light", "pink"): (
        "ffb2d0 d767ad ffb19a fff4f2 fdc1c5 fea993 ffc5cb de9dac ffbacd fa5ff7 ffb7ce ffcfdc ffd1df"
    ),
    ("", "purple"): (
        "952e8f 430541 720058 9900fa 734a65 4e0550 a552e6 ad03de a442a0 5d1451 805b87 895b7b "
        "a66fb5 c071fe a55af4 ad0afd 9e43a2 cb00f5 aa23ff a00498 825f87 84597e bc13fe 4b006e "
        "be03fd 9a0eea 7e1e9c"
    ),
    ("dark", "purple"): (
        "966ebd 751973 8d5eb7 3f012c 280137 490648 1f0954 2a0134 9c6da5 856798 34013f 36013f "
        "580f41 380282 35063e"
    ),
    ("light", "purple"): (
        "ac86a8 ca9bf7 c95efb 9d5783 e4cbff edc8ff c760ff f6cefc 6d5acf eecffe 916e99 ceaefa "
        "dfc5fe caa0ff d6b4fc b790d4 cea2fd c79fef bf77f6"
    ),
    ("", "red"): (
        "850e04 ff073a af2f0d fe2f4a b9484e c0022f ec2d01 be013c aa2704 fe0002 f7022a bb3f3f "
        "9f2305 7b0323 be0119 ff000d 8c000f 8f1402 e50000"
    ),
    ("dark", "red"): ("a90308 3c0008 9a0200 980002 80013f 610023 840000 650021"),
    ("light", "red"): ("db5856 a8415b d3494e a24857 d9544d ff474c"),
    ("", "turquoise"): ("4c9085 5f9e8f 41fdfe 0bf9ea 0ffef9 01f9c6 13eac9 00ffff 06c2ac 029386"),
    ("dark", "turquoise"): ("017374 08787f 00555a 05696b 0a888a 045c5a 014d4e"),
    ("light", "turquoise"): ("b7fffa b8ffeb a5fbd5 82cbb2 8cffdb acfffc 7ef4cc 90e4c1"),
    ("", "yellow"): (
        "d0e429 fff917 ffdf22 ffda03 fce166 ddd618 bfac05 fafe4b fdee73 fffd37 d0fe1d c7c10c "
        "cfff04 fffd74 d0c101 d5ab09 fffe40 fdff38 eedc5b c2be0e fffd01 cdc50a dbb40c ffff14"
    ),
    ("dark", "yellow"): ("b59410 a88905 d5b60a ceb301"),
    ("light", "yellow"): ("fdde6c fddc5c f7d560 feff7f fffe71 fffe7a ffff84"),
}
"""Red, green and blue in hex, by shade (or "") and colour."""

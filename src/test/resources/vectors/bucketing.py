"""Prints bucketing.jsonl with another implementation of MurmurHash3: pip install mmh3==5.3.1"""

import json

import mmh3

UNITS = [
    "", "a", "0", "user-1", "user-2", "anna@example.org", "019d8c5e-77a1-7c1e-9f0a-3c1d5a2b7e11",
    "seven77", "eight888", "fifteen fifteen", "sixteen sixteen!", "seventeen bytes !", " spaces ", "tab\there",
    "zero\0byte", "Zoë", "Zoe\u0308", "日本語の利用者", "пользователь", "مستخدم", "ß", "\u007f\u0080\u07ff\u0800\uffff",
    "😀", "👩\u200d👩\u200d👧\u200d👦", "\U00010000", "\U0010ffff", "\ud800", "\udc00", "\udc00\ud800", "a\ud83d", "\ud83db", "?",
    "x" * 100, "é" * 1000, "0123456789" * 1000,
]
SALTS = [("exp-1", ""), ("exp-1", "enrol"), ("exp-1", "arm"), ("a", ""), ("Layer_1.models", ""), ("s" * 64, "enrol")]


def bucket(salt, purpose, unit):
    salted = (salt + "/" + purpose if purpose else salt).encode() + b"\0"
    salted += unit.encode("utf-8", "replace")  # half a surrogate pair: a question mark, as in Java
    return mmh3.hash64(salted, seed=0, x64arch=True, signed=False)[0] * 10_000 >> 64


for salt, purpose in SALTS:
    for unit in UNITS + [f"u{i}" for i in range(50)]:
        vector = {"salt": salt, "purpose": purpose, "unit": unit, "bucket": bucket(salt, purpose, unit)}
        print(json.dumps(vector))

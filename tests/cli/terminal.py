"""The command line as scripts see it: exit status, standard output, standard error; and files to hand it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

HEADER = "指標,地域コード,地域名,時点,値,区分,出典,備考\n"
CLINICS = "visiting_care_clinics"
NEW = HEADER + f"{CLINICS},11000,埼玉県,令和5年9月,９０１か所,確定,架空の資料,\n"
REVISED = HEADER + f"{CLINICS},11000,埼玉県,令和6年11月,880,確定,架空の資料,訂正\n"
ACCEPTED = ("--accept-warnings", "--note", "訂正の連絡")


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Said]
Csv = Callable[..., str]

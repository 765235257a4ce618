"""Errors that a clerk can meet: each carries the Chinese sentence she should read."""

from __future__ import annotations


class DeskError(Exception):
    """Expected trouble, told as a Chinese sentence: what happened, where, and what to do next.

    `message` says what happened and where; `advice`, when given, says what to do.
    """

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.message}{self.advice}"


class FieldError(DeskError):
    """A value that a field cannot hold; the sentence says how to write it. `kind` names the defect for reports."""

    def __init__(self, message: str, *, kind: str = "invalid", advice: str = "") -> None:
        super().__init__(message, advice=advice)
        self.kind = kind


class DefinitionError(DeskError):
    """A ledger, code set or paper definition that cannot be used; names file, line and reason."""

    def __init__(self, where: str, line: int, reason: str) -> None:
        place = f"{where} 第 {line} 行" if line else where
        super().__init__(
            f"定义文件有错：{place}：{reason}。", advice="请改正该行，或用安装包里的原文件替换后重新打开程序。"
        )
        self.where, self.line, self.reason = where, line, reason

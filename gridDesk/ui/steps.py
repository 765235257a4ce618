"""Where a clerk is in a row of steps: done ones ticked, the present one strong."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from gridDesk.ui import theme


class StepStrip(QWidget):
    """`① 选文件 › ② 核对列 › …` across the top of a dialog."""

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names = tuple(names)
        self._marks = [QLabel() for _ in names]
        self._words = [QLabel(f"{n}　{name}") for n, name in enumerate(names, start=1)]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.spacing(1))
        for n, (mark, words) in enumerate(zip(self._marks, self._words, strict=True)):
            if n:
                row.addWidget(theme.icon_label("chevron-right", theme.EDGE))
            row.addWidget(mark)
            row.addWidget(words)
        row.addStretch(1)

    def set_step(self, step: int) -> None:
        """Mark the present step (from 0)."""
        for n, (mark, words) in enumerate(zip(self._marks, self._words, strict=True)):
            mark.setVisible(n < step)
            if n < step:
                mark.setPixmap(theme.icon("check", theme.OK).pixmap(theme.icon_size(), self.devicePixelRatioF()))
            words.setProperty("role", "heading" if n == step else "subtle")
            theme.restyle(words)
        state = f"第 {step + 1} 步，共 {len(self.names)} 步：{self.names[step]}"
        self.setAccessibleName(state)

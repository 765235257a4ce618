"""What must be settled before Qt is imported: how Chinese is typed on Linux, and on which window system."""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping

KEEP = "GRIDDESK_KEEP_IM"
MODULES = "fcitx;ibus;compose"


def prepare_environment(
    environ: MutableMapping[str, str] | None = None, platform: str = sys.platform
) -> dict[str, str]:
    """Set what Qt reads from the environment when it starts; return what was set.

    Desktops in China set `QT_IM_MODULE=fcitx`, for which Qt's own wheels have no plug-in: nothing but Latin letters
    could be typed. fcitx 5 answers on the IBus portal, so both are named, the bundled plug-in first should there be
    one. What a person set on purpose stays: `QT_IM_MODULES`, `QT_QPA_PLATFORM`, or all of it by GRIDDESK_KEEP_IM=1.
    """
    environ = os.environ if environ is None else environ
    if platform != "linux" or environ.get(KEEP) == "1":
        return {}
    wanted = {"QT_IM_MODULES": MODULES, "IBUS_USE_PORTAL": "1"}
    if environ.get("DISPLAY"):
        # Input methods are steadier on X11; Kylin and UOS run it, and Wayland desktops offer it too.
        wanted["QT_QPA_PLATFORM"] = "xcb"
    made = {name: value for name, value in wanted.items() if not environ.get(name)}
    environ.update(made)
    return made

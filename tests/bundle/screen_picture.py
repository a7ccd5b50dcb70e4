"""Saves a picture of a whole screen: `python screen_picture.py PICTURE`, on the named display."""

from __future__ import annotations

import sys

from PySide6.QtGui import QGuiApplication

application = QGuiApplication(sys.argv[:1])
picture = QGuiApplication.primaryScreen().grabWindow(0)
sys.exit(not picture.save(sys.argv[1]))

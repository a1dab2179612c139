"""What a stroke changes: the photo that is marked, and beside it the result and its files.

In come the sidebar's settings and the tool that is chosen; `work` draws everything, `canvas` what
is marked on, `result` the picture, `closeup` what is seen of it when zoomed, `downloads` the files,
and `advice` says what to do next.
"""

from page.workspace.canvas import choose_tool
from page.workspace.closeup import look_closely
from page.workspace.work import show_opening, work

__all__ = ["choose_tool", "look_closely", "show_opening", "work"]

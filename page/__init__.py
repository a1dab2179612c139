"""The parts of Seedcut's page.

- `derived` computes, through caches; `decided` holds what the user decided, and the callbacks
  that change it; `settings` draws the sidebar, and `recipes` says how it shows a recipe; `outcome`
  draws the result and its downloads.
- Rerun contract: session state holds only what the user decided: the photo, the history of the
  strokes, what the canvas was told to show and has not echoed yet, the picked groups and the
  widgets' own keys. Everything else is derived, through caches keyed by the photo's digest and
  by recipes.
"""

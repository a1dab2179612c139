"""The parts of Seedcut's page.

- `derived` computes, through caches; `decided` holds what the user decided, and the callbacks
  that change it; `settings` draws the sidebar, and `recipes` says how it shows a recipe;
  `opening` reads recipe files; `proposing` finds what to start from and draws it; `marking` draws
  what the photo is marked on; `groups` draws those of automatic seeds, `outcome` the result and its
  downloads, `tiles` buttons that are pictures.
- `steps` is the other view, how it works: `flood_steps` and `cut_steps` list the steps of its two
  chapters, `seed_steps` draws those about seeds, `slide` says what a step is drawn on, and
  `step_pictures` makes the pictures, through caches. Its controls are the sidebar's, by their keys.
- Rerun contract: session state holds only what the user decided: the photo, the brush's drawing
  and its last finished strokes, the shapes and what their canvas was told to show, the picked
  groups, the place of the loupe, a recipe that waits for an answer, whether the first start of a
  photo is known, and the widgets' own keys.
  Everything else is derived, through caches keyed by the photo's digest and by recipes.
"""

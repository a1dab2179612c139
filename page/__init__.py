"""The parts of Seedcut's page, which `app` puts together.

- `state` holds what the user decided, and all that changes it, in the shapes of `decisions`;
  `computed` holds what follows from that, through caches.
- `landing` is where a photo is chosen, or many that are cut in one go; `proposals` finds what to
  start from and draws it; `sidebar` draws the settings, which `recipe_widgets` sets to a recipe,
  and reads them from a file; `workspace` draws what a stroke changes: the photo to mark, the result
  and its files.
- `steps` is the other view, how it works: `watershed`, `graph_cut` and `unmixing` list the steps
  of its chapters, `seeds` draws those about seeds, `slide` says what a step is drawn on, and
  `pictures` makes the pictures, through caches. Its controls are the sidebar's, by their keys.
- `components` are what several parts draw: controls, and what runs in the browser.
- `host` shares the host's memory among the people who are at work, and lets newcomers wait.
- `journal` logs uploads, cuts and exports; `boundary` says what went wrong unexpectedly;
  `address` is what a link to a sample says.
- Rerun contract: session state holds only what the user decided, see `state`, and the widgets' own
  keys. Everything else is derived, through caches keyed by the photo and by recipes.
"""

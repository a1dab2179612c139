/** Fields that constructors take over by `Object.assign`, which the compiler does not follow. */

import type { Plate } from "./viewer/plates.js";

declare module "./brush/bits.js" {
  interface Bits {
    width: number;
    height: number;
  }
}

declare module "./brush/scene.js" {
  interface Scene {
    photoId: string;
    rows: number;
    cols: number;
    units: number;
    colors: Record<string, string>;
  }
}

declare module "./brush/viewport.js" {
  /** The stage's size, the photo's, and where its corner lies. */
  interface Viewport {
    width: number;
    height: number;
    rows: number;
    cols: number;
    scale: number;
    x: number;
    y: number;
  }
}

declare module "./keeper/intake.js" {
  interface Intake {
    onWish: () => void;
    onFailure: (failure: string) => void;
  }
}

declare module "./lens/lens.js" {
  interface Lens {
    name: string | null;
    brush: string;
    viewer: string;
  }
}

declare module "./viewer/plates.js" {
  interface Viewer {
    after: Plate;
    before: Plate;
  }
}

/** What Streamlit hands to components, what they tell each other, and leave on the window. */

import type { Editor } from "./brush/editor.js";
import type { Link } from "./brush/link.js";
import type { Keeper } from "./keeper/keeper.js";

/** A component's own HTML has what the component looks for. */
interface Parts {
  querySelector<E extends Element = HTMLElement>(selector: string): E;
  querySelectorAll<E extends Element = HTMLElement>(selector: string): NodeListOf<E>;
}

/** Where a component draws: in the page, or in a shadow root. */
export type Place = Parts & HTMLElement;
export type Shadow = Parts & ShadowRoot;

/** It never has a context of another kind. */
export type Canvas = {
  getContext(kind: "2d", options?: CanvasRenderingContext2DSettings): CanvasRenderingContext2D;
} & HTMLCanvasElement;

export type Bytes = Uint8Array<ArrayBuffer>;

/** A value stays until another one comes; a trigger is there in one run. */
export interface Mounted<Data, Root> {
  data: Data;
  parentElement: Root;
  setStateValue(name: string, value: unknown): void;
  setTriggerValue(name: string, value: unknown): void;
}

/** How letters are read: the kind says what one has. */
export type Read = (kind: string, letter: any) => void;

/** Shares of a picture: top, left, bottom, right. */
export type Area = [top: number, left: number, bottom: number, right: number];

/** What is seen of a picture, and how many pixels of the screen it fills. */
export interface Seen {
  area: Area;
  size: [rows: number, cols: number];
}

/** A part of a picture at the resolution of the screen. */
export interface Sharp {
  area: Area;
  url: string;
}

/** How large the canvas shows a pixel of the photo, and which one is in the middle. */
export interface View {
  zoom: number;
  scale: number;
  row: number;
  col: number;
}

declare global {
  interface Window {
    seedcutMailbox?: {
      letters: Record<string, Record<string, any>>;
      readers: Record<string, Read>;
    };
    seedcutBrushes?: { editors: Record<string, Editor>; links: Record<string, Link> };
    seedcutKeeper?: Keeper;
  }

  // Browsers make text of what they are given.
  interface Element {
    setAttribute(name: string, value: boolean): void;
  }
}

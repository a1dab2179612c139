/** What canvas and server tell each other; `drawing.py` says what it means. */

export type Label = "keep" | "remove" | "hair" | "erase";

/** Points are places here, [x, y, x, y, …], and steps on the wire. */
export interface Stroke {
  label: Label;
  radius: number | number[];
  points: number[];
  exact?: boolean;
}

export interface Box {
  label: "box";
  points: number[];
}

export type Mark = Stroke | Box;

export type Act =
  | { do: "add" | "put"; marks: Mark[] }
  | { do: "undo"; foreseen: boolean; marks?: undefined }
  | { do: "redo"; marks?: undefined };

export type NumberedAct = Act & { number: number };

/** To the server. */
export interface Message {
  token: string | null;
  revision: number;
  first: number;
  acts: Act[];
  live: Mark | null;
}

/** To the canvas: its data but for the photo. */
export interface Header {
  name: string;
  viewer: string;
  lens: string;
  token: string;
  loads: number;
  marks: Mark[];
  done: number;
  photoId: string;
  shape: [number, number];
  tools: string[];
  units: number;
  colors: Record<string, string>;
}

/** To the canvas: a letter of the kind `mask` or `hint`. */
export interface Answer {
  token: string;
  revision: number;
  done: number;
  incomplete: boolean;
  bits: string | null;
}

/** What the server says of its history. */
export interface Steps {
  done: number;
  undo: string | null;
  redo: string | null;
  strokes: number;
}

/** To the canvas: a letter of the kind `history`. */
export interface HistoryLetter extends Steps {
  token: string;
}

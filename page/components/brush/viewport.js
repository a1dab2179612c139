// @ts-check

/**
 * @import { Seen, View } from "../components.js"
 * @typedef {[x: number, y: number]} Point
 */
// How far a photo can be zoomed: screen pixels per pixel of the photo, and times the fit.
const MOST_ZOOM = 8;
// Less than that shows all of it.
export const LEAST_ZOOM = 1.001;

/** Where the photo lies in the stage, in CSS pixels. */
export class Viewport {
  constructor() {
    Object.assign(this, { width: 1, height: 1, rows: 1, cols: 1, scale: 1, x: 0, y: 0 });
  }

  get fitScale() {
    return Math.min(this.width / this.cols, this.height / this.rows);
  }

  get zoom() {
    return this.scale / this.fitScale;
  }

  fit() {
    this.scale = this.fitScale;
    this.clamp();
  }

  /**
   * Resize the stage; a zoomed photo keeps its zoom and its center.
   * @param {number} width
   * @param {number} height
   */
  resize(width, height) {
    const zoom = this.zoom;
    const [centerX, centerY] = this.toPhoto(this.width / 2, this.height / 2);
    Object.assign(this, { width, height });
    this.scale = this.fitScale * Math.max(1, zoom || 1);
    this.x = width / 2 - centerX * this.scale;
    this.y = height / 2 - centerY * this.scale;
    this.clamp();
  }

  /**
   * @param {number} factor
   * @param {number} x
   * @param {number} y
   */
  zoomAt(factor, x, y) {
    const [photoX, photoY] = this.toPhoto(x, y);
    const most = MOST_ZOOM * Math.max(1, this.fitScale);
    this.scale = Math.min(most, Math.max(this.fitScale, this.scale * factor));
    this.x = x - photoX * this.scale;
    this.y = y - photoY * this.scale;
    this.clamp();
  }

  /**
   * @param {number} dx
   * @param {number} dy
   */
  pan(dx, dy) {
    this.x += dx;
    this.y += dy;
    this.clamp();
  }

  clamp() {
    /** @type {(offset: number, free: number) => number} */
    const within = (offset, free) => (free >= 0 ? free / 2 : Math.min(0, Math.max(free, offset)));
    this.x = within(this.x, this.width - this.cols * this.scale);
    this.y = within(this.y, this.height - this.rows * this.scale);
  }

  /**
   * @param {number} x
   * @param {number} y
   * @returns {Point}
   */
  toPhoto(x, y) {
    return [(x - this.x) / this.scale, (y - this.y) / this.scale];
  }

  /**
   * Where it looks: how large a pixel of the photo is, and what lies in the middle.
   * @returns {View}
   */
  get view() {
    const [col, row] = this.toPhoto(this.width / 2, this.height / 2);
    return { zoom: this.zoom, scale: this.scale, row, col };
  }

  /**
   * What is seen of a zoomed photo, and how many pixels of the screen it fills; else null.
   * @returns {Seen | null}
   */
  get seen() {
    if (this.zoom <= LEAST_ZOOM) return null;
    /** @type {(share: number) => number} */
    const within = (share) => Math.min(1, Math.max(0, share));
    const [left, top] = this.toPhoto(0, 0);
    const [right, bottom] = this.toPhoto(this.width, this.height);
    const area = [top / this.rows, left / this.cols, bottom / this.rows, right / this.cols];
    const [a, b, c, d] = area.map(within);
    /** @type {(length: number) => number} */
    const sharp = (length) => Math.round(length * this.scale * devicePixelRatio);
    return { area: [a, b, c, d], size: [sharp((c - a) * this.rows), sharp((d - b) * this.cols)] };
  }

  get state() {
    return [this.width, this.height, this.scale, this.x, this.y, devicePixelRatio].join();
  }
}

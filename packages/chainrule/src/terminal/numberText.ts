import { padToWidth } from "./padToWidth.ts";

/** A loss in eight columns or fewer: four decimals, scientific where those would say little (`5.28e-4`). */
export function lossText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size === 0 || (size >= 0.01 && size < 1000)) return value.toFixed(4);
  return value.toExponential(2);
}

/** A loss filled to a fixed width of nine columns. */
export function lossColumn(value: number): string {
  return padToWidth(lossText(value), 9, "start");
}

/** A share as a percentage: `98.53 %`. */
export function percentText(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

/** A whole number with thin groups of three: `61,706`. */
export function countText(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** Bytes in the unit that reads best: `12.4 MB`. */
export function bytesText(byteCount: number): string {
  if (byteCount < 1e3) return `${byteCount} B`;
  if (byteCount < 1e6) return `${(byteCount / 1e3).toFixed(1)} kB`;
  if (byteCount < 1e9) return `${(byteCount / 1e6).toFixed(1)} MB`;
  return `${(byteCount / 1e9).toFixed(2)} GB`;
}

/** A duration: `8.4 s`, `2:05 min`, `1:02:05 h`. */
export function durationText(elapsedMs: number): string {
  if (elapsedMs < 60_000) return `${(elapsedMs / 1000).toFixed(1)} s`;
  const seconds = Math.round(elapsedMs / 1000);
  const two = (value: number): string => String(value).padStart(2, "0");
  const minutes = Math.floor(seconds / 60) % 60;
  if (seconds < 3600) return `${minutes}:${two(seconds % 60)} min`;
  return `${Math.floor(seconds / 3600)}:${two(minutes)}:${two(seconds % 60)} h`;
}

import type { Dataset } from "@chainrule/core";
import type { ByteImage } from "./png.ts";

/** Whether examples are images that can be drawn: [1 or 3, height, width]. */
export function areImages(shape: readonly number[]): boolean {
  const [channels, height = 0, width = 0] = shape;
  return shape.length === 3 && (channels === 1 || channels === 3) && height >= 4 && width >= 4;
}

/** One example as a picture: its bytes, or numbers from the least (black) to the greatest (white). */
export function exampleImage(examples: Dataset, index: number): ByteImage {
  const [channels = 1, height = 1, width = 1] = examples.inputShape;
  const size = channels * height * width;
  const { values } = examples.inputs;
  const isBytes = values instanceof Uint8Array;
  const own = Array.from(values.subarray(index * size, (index + 1) * size));
  const least = isBytes ? 0 : own.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const greatest = isBytes ? 255 : own.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const scale = greatest > least ? 255 / (greatest - least) : 0;
  const pixelCount = height * width;
  const bytes = new Uint8Array(size);
  for (let pixel = 0; pixel < pixelCount; pixel += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      const value = own[channel * pixelCount + pixel] ?? 0;
      bytes[pixel * channels + channel] = Math.round((value - least) * scale);
    }
  }
  return { width, height, channels: channels === 3 ? 3 : 1, bytes };
}

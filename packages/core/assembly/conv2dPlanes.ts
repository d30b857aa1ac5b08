// Planes of an image inside a border of zeros, so that the tiles never test for edges.

/** Sets `byteCount` bytes to zero; the count is a multiple of 4. */
export function clearBytes(target: usize, byteCount: usize): void {
  memory.fill(target, 0, byteCount);
}

/**
 * Copies `planes` planes of height × width into planes of targetHeight × targetWidth, shifted by (top, left).
 *
 * A negative shift crops. The border is left alone: the caller cleared it once.
 */
export function copyPlanes(
  target: usize,
  source: usize,
  planes: i32,
  height: i32,
  width: i32,
  targetHeight: i32,
  targetWidth: i32,
  top: i32,
  left: i32,
): void {
  const firstRow = max(0, -top);
  const lastRow = min(height, targetHeight - top);
  const firstColumn = max(0, -left);
  const lastColumn = min(width, targetWidth - left);
  const columns = lastColumn - firstColumn;
  if (columns <= 0) return;
  const whole = columns & ~3;
  for (let plane = 0; plane < planes; plane++) {
    for (let row = firstRow; row < lastRow; row++) {
      const from = source + (<usize>((plane * height + row) * width + firstColumn) << 2);
      const to = target + (<usize>((plane * targetHeight + row + top) * targetWidth + firstColumn + left) << 2);
      let column = 0;
      for (; column < whole; column += 4) {
        v128.store(to + (<usize>column << 2), v128.load(from + (<usize>column << 2)));
      }
      for (; column < columns; column++) {
        store<f32>(to + (<usize>column << 2), load<f32>(from + (<usize>column << 2)));
      }
    }
  }
}

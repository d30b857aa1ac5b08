/** Version of the calling convention between the engine and its kernels. */
export function kernelsVersion(): i32 {
  return 1;
}

/** Milliseconds of a clock that all processes of this machine share, and that nothing sets: moments can be told to another process. */
export function sharedClockMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

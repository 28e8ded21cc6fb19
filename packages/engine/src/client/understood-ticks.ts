/** Snapshots understood of late, as packets of inputs tell the authority: the newest tick, and the 32 snapshots before it. */
export class UnderstoodTicks {
  /** 0 for none. */
  newestTick = 0
  /** Bit i stands for the snapshot due i + 1 before the newest one. */
  mask = 0

  constructor(private readonly sendTicks: number) {}

  /** They were of another authority. */
  forget(): void {
    this.newestTick = 0
    this.mask = 0
  }

  add(tick: number): void {
    const ahead = (tick - this.newestTick) / this.sendTicks
    if (ahead > 0) {
      const shifted = ahead < 32 ? this.mask << ahead : 0
      this.mask = (this.newestTick > 0 && ahead <= 32 ? shifted | (1 << (ahead - 1)) : shifted) >>> 0
      this.newestTick = tick
    } else if (ahead < 0 && ahead >= -32) this.mask = (this.mask | (1 << (-ahead - 1))) >>> 0
  }
}

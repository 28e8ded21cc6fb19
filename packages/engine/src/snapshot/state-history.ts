import { Tape } from '../schema/tape.ts'

/** Whole states of late, so that what a client has can be compared with what it should have. */
export class StateHistory {
  private readonly states: { tick: number; readonly state: Tape }[]
  private next = 0

  constructor(statesKept: number) {
    this.states = Array.from({ length: statesKept }, () => ({ tick: -1, state: new Tape(0) }))
  }

  keep(tick: number, state: Tape): void {
    const place = this.states[this.next] as { tick: number; state: Tape }
    place.tick = tick
    place.state.assign(state)
    this.next = (this.next + 1) % this.states.length
  }

  at(tick: number): Tape | undefined {
    return this.states.find((kept) => kept.tick === tick)?.state
  }
}

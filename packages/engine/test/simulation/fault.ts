/** What must hold in every match, whatever the network does. */
export const rules = {
  crash: 'nothing throws',
  ticks: 'no tick is skipped, none is made twice',
  records: 'a match made again from its records comes to the same state',
  inputs: 'a tick is made with the input sampled for it, else with the last one for a while, else with none',
  refusals: 'what honest players send is not refused',
  commands: 'commands take effect once, in the order they were sent in',
  states: "a client's world is the authority's of that tick, but for what is hidden",
  hidden: 'what a player may not see is never received',
  desyncs: 'no checksum differs',
  events: 'what a game emits is shown to each player once, in order',
  motion: 'the own player is drawn no faster than it can move, but for a small bound, or leaps',
  lead: 'clients run ahead by what their line asks for',
  late: 'on a calm line all inputs come in time',
  corrections: 'on a calm line the own player is hardly ever corrected',
  packets: 'no packet is larger than 1,080 bytes',
  memory: 'what is kept in memory has a bound',
} as const

export type RuleName = keyof typeof rules

export interface Fault {
  readonly rule: RuleName
  readonly atMs: number
  readonly tick: number
  /** Undefined: of the authority. */
  readonly slot: number | undefined
  readonly detail: string
}

/** Ends the simulation of a match. */
export class FaultFound extends Error {
  constructor(
    readonly rule: RuleName,
    readonly slot: number | undefined,
    readonly detail: string,
  ) {
    super(`${rule}: ${detail}`)
  }
}

export function requireThat(
  isSo: boolean,
  rule: RuleName,
  slot: number | undefined,
  detail: () => string,
): asserts isSo {
  if (!isSo) throw new FaultFound(rule, slot, detail())
}

import type { Loss } from './loss.ts'

/** nftables draws whole numbers. */
const draws = 1_000_000
/** A connection this silent begins anew: its burst is over. */
const silenceSeconds = 1

/**
 * Rules for nft that lose packets arriving at an interface: Gilbert's model, for each connection by itself. After a lost
 * packet the next one is lost as well with probability 1 - 1 / burst, so bursts have that mean length; how often one begins
 * follows from the share of packets to be lost in all.
 */
export function lossRules(interfaceName: string, { percent, burst }: Loss): string {
  const share = percent / 100
  const begins = drawBelow(share / (share + burst * (1 - share)))
  const ends = drawBelow(1 / burst)
  return `table inet loss {
  set bursts { type inet_service . inet_service; flags dynamic; timeout ${silenceSeconds}s; size 65535; }
  chain begin_burst {
    ${ends} drop
    add @bursts { th sport . th dport } drop
  }
  chain arriving {
    type filter hook input priority 0;
    iifname != "${interfaceName}" accept
    meta l4proto != { tcp, udp } accept
    th sport . th dport @bursts ${ends} delete @bursts { th sport . th dport } drop
    th sport . th dport @bursts drop
    ${begins} jump begin_burst
  }
}`
}

/** nft takes neither "always" nor "never" for a comparison: one draw in a million is left to the other side. */
function drawBelow(probability: number): string {
  const limit = Math.min(Math.max(Math.round(probability * draws), 1), draws - 1)
  return `numgen random mod ${draws} < ${limit}`
}

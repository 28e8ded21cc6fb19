import { Histogram } from '@gameserver/client'
import type { AuthorityLoad } from './authority-load.ts'
import type { PlayerReport } from './messages.ts'

/**
 * What LiveKit's envelope, SCTP, DTLS, UDP and IP add to each payload, measured on loopback. The SDK counts payloads;
 * the report adds this, since packets are what a player's line and the server's bill see.
 */
const packetOverheadBytes = 160

/** A difference between what players and authorities see above this is worth a warning. */
const rateDifferenceMax = 1

export interface Report {
  players: number
  matches: number
  seconds: number
  /** Of the slowest match, as its players saw it. */
  ticksPerSecond: number
  /** Of the slowest match, as its authority measured it. */
  tickMsP99: number | null
  inputToStateMs: { p50: number; p99: number }
  bytesPerSecondPerPlayer: { up: number; down: number }
  /** In cores. */
  authorityCpuPerPlayer: number | null
  disconnects: number
  rejectedInputs: number | null
  resultsPersisted: number
  /** Snapshots, of all players, whose checksum told that the state was not the authority's. */
  desyncs: number
  /** Share of the snapshots that moved the own player by more than 0.25 units from where it had been predicted. */
  corrections: number
  /** Share of the snapshots that did not come. */
  snapshotsLost: number
  /** Percent of the packets that the network was to lose each way. Absent where the network was taken as it is. */
  loss?: number
}

export interface Run {
  players: readonly PlayerReport[]
  persistedMatches: ReadonlySet<string>
  /** Authorities' load when all matches ran, and at the end of the measured time. */
  load: { before: AuthorityLoad; after: AuthorityLoad } | undefined
  lossPercent?: number | undefined
}

export function makeReport({ players, persistedMatches, load, lossPercent }: Run): Report {
  const matchIds = new Set(players.map(({ matchId }) => matchId))
  const latency = new Histogram()
  for (const { inputToStateCounts } of players) latency.merge(new Histogram(inputToStateCounts))
  const authority = load?.after.ofMatches(matchIds)
  const total = (count: 'due' | 'taken' | 'corrections') =>
    sum(players.map(({ snapshots }) => snapshots[count]))
  const [due, taken, corrections] = [total('due'), total('taken'), total('corrections')]
  return {
    players: players.length,
    matches: matchIds.size,
    seconds: round(Math.max(...players.map(({ seconds }) => seconds)), 1),
    ticksPerSecond: round(Math.min(...players.map(({ ticksPerSecond }) => ticksPerSecond)), 2),
    tickMsP99: authority ? round(authority.tickMsP99, 2) : null,
    inputToStateMs: { p50: latency.percentileMs(0.5), p99: latency.percentileMs(0.99) },
    bytesPerSecondPerPlayer: {
      up: Math.round(mean(players.map(({ sent, seconds }) => bytesOnTheLine(sent) / seconds))),
      down: Math.round(mean(players.map(({ received, seconds }) => bytesOnTheLine(received) / seconds))),
    },
    authorityCpuPerPlayer: load ? round(coresUsed(load) / players.length, 5) : null,
    disconnects: sum(players.map(({ disconnects }) => disconnects)),
    rejectedInputs: authority?.rejected ?? null,
    resultsPersisted: persistedMatches.size,
    desyncs: sum(players.map(({ snapshots }) => snapshots.desyncs)),
    corrections: round(corrections / taken, 5),
    snapshotsLost: round(Math.max(0, 1 - taken / due), 5),
    ...(lossPercent !== undefined && { loss: lossPercent }),
  }
}

/** What does not go into the report but should not go unseen. */
export function warnings(report: Report, { players, load }: Run): string[] {
  const lines: string[] = []
  const byAuthority = load?.after.ofMatches(new Set(players.map(({ matchId }) => matchId)))?.ticksPerSecond
  if (byAuthority !== undefined && Math.abs(byAuthority - report.ticksPerSecond) > rateDifferenceMax) {
    lines.push(`players saw ${report.ticksPerSecond} ticks/s, the authority made ${round(byAuthority, 2)}`)
  }
  const late = sum(players.map(({ inputsLate }) => inputsLate))
  const lost = sum(players.map(({ inputsLost }) => inputsLost))
  if (late + lost > 0)
    lines.push(`${late} inputs came too late and were replaced, ${lost} were never confirmed`)
  return lines
}

export function formatReport(report: Report): string {
  const { inputToStateMs, bytesPerSecondPerPlayer } = report
  const rows: [string, string][] = [
    ['players', `${report.players} in ${report.matches} matches, ${report.seconds} s`],
    ['ticks per second', `${report.ticksPerSecond} in the slowest match`],
    ['tick p99', or(report.tickMsP99, 'ms')],
    ['input to state', `${inputToStateMs.p50} ms median, ${inputToStateMs.p99} ms p99`],
    [
      'bytes per second',
      `${bytesPerSecondPerPlayer.up} up, ${bytesPerSecondPerPlayer.down} down, for each player`,
    ],
    ['authority CPU', or(report.authorityCpuPerPlayer, 'cores for each player')],
    ['snapshots lost', percent(report.snapshotsLost)],
    ['corrections', `after ${percent(report.corrections)} of the snapshots`],
    ['desyncs', String(report.desyncs)],
    ['disconnects', String(report.disconnects)],
    ['rejected inputs', or(report.rejectedInputs, '')],
    ['results persisted', `${report.resultsPersisted} of ${report.matches}`],
  ]
  return rows.map(([name, value]) => `  ${name.padEnd(18)} ${value}`.trimEnd()).join('\n')
}

function coresUsed({ before, after }: NonNullable<Run['load']>): number {
  return (after.cpuSeconds - before.cpuSeconds) / ((after.atMs - before.atMs) / 1000)
}

function or(value: number | null, unit: string): string {
  return value === null ? 'unknown: no authority was asked' : `${value} ${unit}`
}

function bytesOnTheLine({ packets, bytes }: { packets: number; bytes: number }): number {
  return bytes + packets * packetOverheadBytes
}

function percent(share: number): string {
  return `${round(share * 100, 2)} %`
}

function mean(numbers: readonly number[]): number {
  return sum(numbers) / numbers.length
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function round(number: number, digits: number): number {
  return Number(number.toFixed(digits))
}

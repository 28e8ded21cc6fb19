/** What passes between the command and the processes that its bots live in. */

export interface Assignment {
  type: 'play'
  apiUrl: string
  game: string
  /** Number of this process's first bot, for its name. */
  firstNumber: number
  players: number
  /** Size of the match that each bot queues for; with people, they make it larger. */
  playersPerMatch: number
  withPeople: boolean
}

export type ToWorker = Assignment | { type: 'finish' }

export type FromWorker =
  | { type: 'progress'; progress: Progress }
  | { type: 'finished'; reports: PlayerReport[]; persisted: string[] }
  | { type: 'failed'; reason: string }

/** How a process's bots are doing; sent twice a second. */
export interface Progress {
  waiting: number
  playing: number
  /** Bots whose match is over. */
  done: number
  ticksPerSecondMin: number | null
  /** Of the time since the process last told. */
  inputToStateCounts: number[]
}

/** What one player saw of the running phase of its match. */
export interface PlayerReport {
  matchId: string
  seconds: number
  ticksPerSecond: number
  inputToStateCounts: readonly number[]
  inputsLate: number
  inputsLost: number
  sent: { packets: number; bytes: number }
  received: { packets: number; bytes: number }
  disconnects: number
  snapshots: SnapshotCounts
}

export interface SnapshotCounts {
  /** Those that the authority made meanwhile. */
  due: number
  /** Those that came and were understood. */
  taken: number
  /** Those that moved the own player visibly. */
  corrections: number
  /** Those whose checksum told that the state is another one than the authority's. */
  desyncs: number
}

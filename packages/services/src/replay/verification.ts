import { type AnyGame, type Divergence, type Replay, verifyReplay } from '@gameserver/engine'
import { exitCodes, openReplay, UnusableReplay } from './opened-file.ts'
import { seconds, summaryOf } from './summary.ts'

export interface Verification {
  readonly ok: boolean
  readonly exitCode: number
  /** One word: `ok`, `divergent`, `tampered`, `incomplete`, or why the file can't be used. */
  readonly outcome: string
  readonly detail: string
  /** The first bad chunk, from 0, where there is one. */
  readonly chunk?: number | undefined
  readonly divergence?: Divergence | undefined
  readonly replay?: ReturnType<typeof summaryOf> | undefined
}

/** Of one file, or of the parts of one match. `expected` is the hash that the match's result has. */
export async function verifyFiles(
  files: readonly string[],
  { expected, gamesFolder }: { expected?: string | undefined; gamesFolder?: string | undefined } = {},
): Promise<Verification> {
  try {
    const replay = await openReplay(files, gamesFolder)
    return { ...judge(replay, expected), replay: summaryOf(replay) }
  } catch (error) {
    if (!(error instanceof UnusableReplay)) throw error
    const { exitCode, reason: outcome, message: detail, chunk } = error
    return { ok: false, exitCode, outcome, detail, chunk }
  }
}

export function describeVerification({ outcome, detail, divergence }: Verification): string {
  const lines = [`${outcome}: ${detail}`]
  const shown = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value))
  if (divergence && divergence.fields.length > 0) {
    lines.push(`as of tick ${divergence.comparedTick}:`)
    for (const { path, recorded, simulated } of divergence.fields)
      lines.push(`  ${path}: recorded ${shown(recorded)}, simulated ${shown(simulated)}`)
  }
  return lines.join('\n')
}

function judge(replay: Replay<AnyGame>, expected: string | undefined): Omit<Verification, 'replay'> {
  const bad = { ok: false, exitCode: exitCodes.notAsRecorded }
  const { headHash, endTick, startTick, header, game } = replay
  if (expected !== undefined && expected.toLowerCase() !== headHash)
    return { ...bad, outcome: 'tampered', detail: `its hash is ${headHash}, not the expected one` }
  const divergence = verifyReplay(replay)
  if (divergence) {
    const at = `at tick ${divergence.tick} (${seconds(divergence.tick, header.tickRate)} s)`
    const versions =
      header.version === game.version
        ? ''
        : `; recorded with version ${header.version}, this is ${game.version}`
    return { ...bad, outcome: 'divergent', detail: `${at}: ${divergence.detail}${versions}`, divergence }
  }
  const made = `${endTick - startTick} ticks come out as recorded`
  if (!replay.isComplete)
    return { ...bad, outcome: 'incomplete', detail: `${made}, but the ending is missing` }
  return { ok: true, exitCode: exitCodes.ok, outcome: 'ok', detail: `${made}; hash ${headHash}` }
}

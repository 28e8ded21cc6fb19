import { inspect } from 'node:util'
import { Command, InvalidArgumentError } from 'commander'
import { momentOf } from '../replay/moment.ts'
import { exitCodes, openReplay, UnusableReplay } from '../replay/opened-file.ts'
import { describeSummary, summaryOf } from '../replay/summary.ts'
import { describeVerification, verifyFiles } from '../replay/verification.ts'

interface Options {
  json?: boolean
  games?: string
}

/** Exits with 0 if all is well, 1 if a file is not what was recorded, 2 for a bad file or bad arguments. */
export const replayCommand = new Command('replay')
  .description('verifies and shows recorded matches')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? exitCodes.ok : exitCodes.unusable))

replayCommand
  .command('verify')
  .description('plays a match again from its seed, and says whether all comes out as recorded')
  .argument('<files...>', 'a .gsr file, or all parts of a match that has had several authorities')
  .option('--expect <hash>', 'the hash that the result of the match has', parseHash)
  .option('--games <folder>', 'where the games are')
  .option('--json', 'the outcome as JSON')
  .action(async (files: string[], { expect, games, json }: Options & { expect?: string }) => {
    const verification = await verifyFiles(files, { expected: expect, gamesFolder: games })
    print(json ? JSON.stringify(verification) : describeVerification(verification))
    process.exitCode = verification.exitCode
  })

replayCommand
  .command('show')
  .description('prints the world at a moment of a match')
  .argument('<files...>', 'a .gsr file, or all parts of a match that has had several authorities')
  .requiredOption('--at <seconds>', 'since the match began', parseSeconds)
  .option('--games <folder>', 'where the games are')
  .option('--json', 'the moment as JSON')
  .action((files: string[], { at, games, json }: Options & { at: number }) =>
    withReplay(files, games, (replay) => {
      const moment = momentOf(replay, at)
      print(
        json
          ? JSON.stringify(moment)
          : inspect(moment, { depth: null, maxArrayLength: null, breakLength: 110 }),
      )
    }),
  )

replayCommand
  .command('info')
  .description('tells what match a replay is of, and how it ended')
  .argument('<files...>', 'a .gsr file, or all parts of a match that has had several authorities')
  .option('--games <folder>', 'where the games are')
  .option('--json', 'as JSON')
  .action((files: string[], { games, json }: Options) =>
    withReplay(files, games, (replay) => {
      const summary = summaryOf(replay)
      print(json ? JSON.stringify(summary) : describeSummary(summary))
    }),
  )

async function withReplay(
  files: readonly string[],
  games: string | undefined,
  use: (replay: Awaited<ReturnType<typeof openReplay>>) => void,
): Promise<void> {
  try {
    use(await openReplay(files, games))
  } catch (error) {
    if (!(error instanceof UnusableReplay)) throw error
    process.stderr.write(`${files.join(' ')}: ${error.message}\n`)
    process.exitCode = error.exitCode
  }
}

function parseHash(text: string): string {
  if (/^[0-9a-f]{64}$/i.test(text)) return text
  throw new InvalidArgumentError('must be 64 hexadecimal digits')
}

function parseSeconds(text: string): number {
  const seconds = Number(text)
  if (text.trim() !== '' && seconds >= 0 && Number.isFinite(seconds)) return seconds
  throw new InvalidArgumentError('must be a number from 0')
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

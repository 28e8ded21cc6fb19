import { Command, InvalidArgumentError, Option } from 'commander'
import { rules } from '../../packages/engine/test/simulation/fault.ts'
import { networks, turns } from '../../packages/engine/test/simulation/match-plan.ts'
import { allGames, type FoundGame } from './found-games.ts'
import { goldenHashes, keepGoldenHashes } from './golden-hashes.ts'
import { type PlayedSeed, playSeed, replayCommand, type SeedChoice, shrink } from './play-seed.ts'
import { playSeeds } from './play-seeds.ts'

interface Options extends SeedChoice {
  readonly seeds: number
  readonly from: number
  readonly seed?: number
  readonly json?: true
  readonly updateGolden?: true
}

/** Where lines can't be written over, one tells of so many. */
const progressSeeds = 250
/** More failures have the same reasons, mostly. */
const shrunkMax = 3
/** Lines of a replay that lead to what went wrong. */
const traceLines = 40

const program = new Command('npm run simulate --')
  .description(
    'Plays matches of all games over simulated networks, with real authorities and clients, and watches that all holds which ' +
      'must hold. Each seed is another match, and always the same one.',
  )
  .option('--seeds <count>', 'how many matches', whole, 200)
  .option('--from <seed>', 'the first seed', whole, 0)
  .option('--seed <seed>', 'replays one match, and tells what happened in it', whole)
  .option('--game <id>', 'matches of this game alone; else the games take turns')
  .option('--players <count>', 'players in each match', whole)
  .option('--seconds <count>', 'length of each match', whole)
  .addOption(new Option('--network <kind>', 'lines of all players').choices(networks))
  .addOption(new Option('--without <turns...>', 'matches in which this does not happen').choices(turns))
  .option('--json', 'prints { seeds, failures, failedSeeds }')
  .option('--update-golden', 'writes the hashes that matches of bots come to now into golden.json')
  .action(async (options: Options) => {
    const games = await allGames()
    if (options.updateGolden) keepGoldenHashes(await goldenHashes())
    else if (options.seed !== undefined) process.exitCode = replayOne(games, options.seed, options)
    else process.exitCode = await playMany(games, options)
  })

await program.parseAsync()

async function playMany(games: readonly FoundGame[], options: Options): Promise<number> {
  const choice = choiceOf(options)
  // Says so at once if there is no such game.
  playSeed(games, options.from, { ...choice, seconds: 1 })
  const seeds = Array.from({ length: options.seeds }, (_, index) => options.from + index)
  const startedMs = performance.now()
  const failedSeeds = await playSeeds(seeds, choice, (played, failed) => {
    const line = `${played} of ${seeds.length} matches, ${failed} failed`
    if (process.stderr.isTTY) write(`\r${line}`)
    else if (played % progressSeeds === 0) write(`${line}\n`)
  })
  const seconds = (performance.now() - startedMs) / 1000
  write(
    `${process.stderr.isTTY ? '\r' : ''}${seeds.length} matches in ${seconds.toFixed(1)} s, ${failedSeeds.length} failed\n`,
  )
  for (const seed of failedSeeds.slice(0, shrunkMax)) tellFailure(games, seed, choice)
  if (failedSeeds.length > shrunkMax) write(`\nalso: ${failedSeeds.slice(shrunkMax).join(' ')}\n`)
  const report = { seeds: seeds.length, failures: failedSeeds.length, failedSeeds }
  if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`)
  return failedSeeds.length === 0 ? 0 : 1
}

function tellFailure(games: readonly FoundGame[], seed: number, choice: SeedChoice): void {
  const failed = playSeed(games, seed, choice)
  write(`\n${describe(failed)}  again: ${replayCommand(seed, { ...choice, game: failed.game })}\n`)
  const smallest = shrink(games, failed, choice)
  write(`  the smallest that fails likewise: ${replayCommand(seed, smallest)}\n`)
}

function replayOne(games: readonly FoundGame[], seed: number, options: Options): number {
  const lines: string[] = []
  const played = playSeed(games, seed, choiceOf(options), (line) => lines.push(line))
  if (options.json) {
    const failedSeeds = played.fault ? [seed] : []
    process.stdout.write(`${JSON.stringify({ seeds: 1, failures: failedSeeds.length, failedSeeds })}\n`)
  }
  const { links, ...plan } = played.plan
  write(`${played.game}: ${JSON.stringify(plan)}\n`)
  for (const [slot, link] of links.entries()) write(`line of player ${slot}: ${JSON.stringify(link)}\n`)
  if (lines.length > traceLines) write(`… ${lines.length - traceLines} lines before\n`)
  for (const line of lines.slice(-traceLines)) write(`${line}\n`)
  write(played.fault ? describe(played) : `seed ${seed} holds\n`)
  return played.fault ? 1 : 0
}

function describe({ seed, game, fault }: PlayedSeed): string {
  if (fault === undefined) return ''
  const { rule, atMs, tick, slot, detail } = fault
  const who = slot === undefined ? 'the authority' : `player ${slot}`
  return `seed ${seed}, ${game}: at ${atMs.toFixed(0)} ms, tick ${tick}, ${who} breaks the rule "${rule}": ${rules[rule]}\n  ${detail}\n`
}

function choiceOf({ game, players, seconds, network, without }: Options): SeedChoice {
  return { game, players, seconds, network, without }
}

function whole(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('must be a whole number')
  return value
}

function write(text: string): void {
  process.stderr.write(text)
}

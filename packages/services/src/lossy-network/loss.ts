import { Command, InvalidArgumentError } from 'commander'

/** How a network loses packets, in each direction. */
export interface Loss {
  percent: number
  /** Mean number of packets of a connection lost in a row; 1: each one by itself. */
  burst: number
}

/** Beyond this nobody plays; joining takes its time already, since lost TCP packets are sent again after ever longer waits. */
const percentMax = 20
/** A third of a second of snapshots: longer ones are an interrupted connection. */
const burstMax = 10

/** What of the options of `npm run bots` concerns the network; undefined: as it is. */
export function readLoss(options: readonly string[]): Loss | undefined {
  const { loss, burst } = new Command('npm run bots --')
    .allowUnknownOption()
    .allowExcessArguments()
    .helpOption(false)
    .option('--loss <percent>', '', parsePercent)
    .option('--burst <packets>', '', parseBurst)
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .parse(options, { from: 'user' })
    .opts<{ loss?: number; burst?: number }>()
  if (loss !== undefined) return { percent: loss, burst: burst ?? 1 }
  if (burst !== undefined)
    throw new Error('--burst goes with --loss: it says how many packets are lost in a row')
  return undefined
}

function parsePercent(text: string): number {
  return numberWithin(text, 0, percentMax, 'percent')
}

function parseBurst(text: string): number {
  return numberWithin(text, 1, burstMax, 'packets')
}

function numberWithin(text: string, min: number, max: number, unit: string): number {
  const number = text.trim() === '' ? Number.NaN : Number(text)
  if (number >= min && number <= max) return number
  throw new InvalidArgumentError(`It must be ${min} to ${max} ${unit}.`)
}

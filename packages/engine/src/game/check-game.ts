import { slotsMax } from '../schema/types.ts'
import type { AnyGame, Settings } from './define-game.ts'
import { codersOf } from './game-coders.ts'
import { GameDefinitionError } from './game-definition-error.ts'

const tickRateMax = 128
const idPattern = /^[a-z][a-z0-9-]{0,31}$/

/** Throws a GameDefinitionError for the first field that makes the game unplayable. */
export function checkGame(game: AnyGame): void {
  require(idPattern.test(
    game.id,
  ), 'id', 'must be 1 to 32 lower-case letters, digits and hyphens, a letter first')
  require(typeof game.name === 'string' && game.name !== '', 'name', 'must not be empty')
  require(/^\d+\.\d+\.\d+$/.test(game.version), 'version', 'must be three numbers, such as 1.0.0')
  require(isWhole(
    game.tickRate,
    1,
    tickRateMax,
  ), 'tickRate', `must be a whole number from 1 to ${tickRateMax}`)
  require(isWhole(game.sendRate, 1, game.tickRate) &&
    game.tickRate % game.sendRate === 0, 'sendRate', `must divide the tickRate of ${game.tickRate}`)
  require(game.mode === 'full', 'mode', "must be 'full'")
  require(isWhole(
    game.players.min,
    1,
    slotsMax,
  ), 'players.min', `must be a whole number from 1 to ${slotsMax}`)
  require(isWhole(
    game.players.max,
    game.players.min,
    slotsMax,
  ), 'players.max', `must be a whole number from players.min to ${slotsMax}`)
  for (const [name, setting] of Object.entries((game.settings ?? {}) as Settings)) {
    const isOrdered = setting.min <= setting.default && setting.default <= setting.max
    require(isOrdered, `settings.${name}`, 'needs min <= default <= max')
  }
  const { maxSpeed } = game.rules ?? {}
  require(maxSpeed === undefined || maxSpeed > 0, 'rules.maxSpeed', 'must be above 0')
  codersOf(game)
}

function require(isRight: boolean, field: string, problem: string): void {
  if (!isRight) throw new GameDefinitionError(field, problem)
}

function isWhole(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max
}

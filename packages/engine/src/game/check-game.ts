import { type Description, describeStruct, type FieldDescription, slotsMax } from '../schema/types.ts'
import { spectatorTerms } from '../spectate/spectators.ts'
import type { AnyGame, Escalation, Settings } from './define-game.ts'
import { codersOf } from './game-coders.ts'
import { GameDefinitionError } from './game-definition-error.ts'
import { placeAxesOf, proposingOf } from './proposal.ts'

const tickRateMax = 128
const idPattern = /^[a-z][a-z0-9-]{0,31}$/
const modes = ['full', 'validated', 'observer']
/** More would be felt in the hands. */
const inputDelayTicksMax = 10
/** A rollback simulates everybody's past again: with more players somebody is always late. */
const rollbackPlayersMax = 8
/** Nine minutes at the fastest rate; and a year, for what may be asked for once in a match. */
const cadenceTicksMax = 0xffff
const cooldownTicksMax = 0xffff_ffff
/** As long as states are kept for it at most. */
const rewindMsMax = 1000
/** Who watches for longer than this after the fact watches a replay; and all that is delayed is held in memory. */
const spectatorDelaySecondsMax = 300
const spectatorsMax = 1000

/** Throws a GameDefinitionError for the first field that makes the game unplayable. */
export function checkGame(game: AnyGame): void {
  checkIdentity(game)
  checkRates(game)
  checkPlayers(game)
  checkSettings(game)
  checkFunctions(game)
  codersOf(game)
  checkAudiences(game)
  checkRules(game)
  checkMode(game)
  checkSpectators(game)
  checkCompetition(game)
}

function checkIdentity({ id, name, version }: AnyGame): void {
  require(idPattern.test(id), 'id', 'must be 1 to 32 lower-case letters, digits and hyphens, a letter first')
  require(typeof name === 'string' && name !== '', 'name', 'must not be empty')
  require(/^\d+\.\d+\.\d+$/.test(version), 'version', 'must be three numbers, such as 1.0.0')
}

function checkRates({ tickRate, sendRate }: AnyGame): void {
  require(isWhole(tickRate, 1, tickRateMax), 'tickRate', `must be a whole number from 1 to ${tickRateMax}`)
  require(isWhole(sendRate, 1, tickRate) &&
    tickRate % sendRate === 0, 'sendRate', `must divide the tickRate of ${tickRate}`)
}

function checkPlayers({ players: { min, max } }: AnyGame): void {
  require(isWhole(min, 1, slotsMax), 'players.min', `must be a whole number from 1 to ${slotsMax}`)
  require(isWhole(
    max,
    min,
    slotsMax,
  ), 'players.max', `must be a whole number from players.min to ${slotsMax}`)
}

function checkSettings(game: AnyGame): void {
  for (const [name, setting] of Object.entries((game.settings ?? {}) as Settings)) {
    const isOrdered = setting.min <= setting.default && setting.default <= setting.max
    require(isOrdered, `settings.${name}`, 'needs min <= default <= max')
  }
}

function checkFunctions(game: AnyGame): void {
  for (const name of ['join', 'leave', 'step', 'isOver', 'scores'] as const)
    require(typeof game[name] === 'function', name, 'must be a function')
  const hasCommands = Object.keys(game.commands ?? {}).length > 0
  require(hasCommands ===
    (game.command !== undefined), 'command', 'and commands are for each other: one is missing')
  require((game.kept === undefined) ===
    (game.keep === undefined), 'keep', 'and kept are for each other: one is missing')
  for (const name of (game.predicts ?? []) as string[])
    require(Object.hasOwn(game.events ?? {}, name), 'predicts', `names ${name}, which is no event`)
}

function checkSpectators(game: AnyGame): void {
  const terms = spectatorTerms(game)
  if (terms === false) return
  const { delaySeconds, max, reveals } = terms
  const isInTime = delaySeconds >= 0 && delaySeconds <= spectatorDelaySecondsMax
  const isSafe = reveals === 'public' || delaySeconds > 0
  require(isInTime, 'spectators.delaySeconds', `must be from 0 to ${spectatorDelaySecondsMax}`)
  require(isWhole(max, 1, spectatorsMax), 'spectators.max', `must be a whole number up to ${spectatorsMax}`)
  require(['public', 'all'].includes(reveals), 'spectators.reveals', "must be 'public' or 'all'")
  require(isSafe, 'spectators.delaySeconds', "must be above 0 with reveals 'all': friends who watch would tell")
}

/** The rest is refused by the database, when the game is registered. */
function checkCompetition({ id, leaderboards = [], achievements = [] }: AnyGame): void {
  for (const [index, board] of leaderboards.entries())
    require(board.id === id ||
      board.id.startsWith(`${id}-`), `leaderboards.${index}.id`, `must be ${id}, or begin with ${id}-`)
  for (const [index, achievement] of achievements.entries())
    require(achievement.id.startsWith(`${id}-`), `achievements.${index}.id`, `must begin with ${id}-`)
}

/** Fields for few stand directly in a player map's entity: its key says whose they are. */
function checkAudiences(game: AnyGame): void {
  let isForTeams = false
  const visit = (field: FieldDescription, path: string, isOwned: boolean): void => {
    require(field.audience === undefined ||
      isOwned, path, 'can be ownerOnly or teamOnly in the entity of a player map alone')
    if (field.audience === 'team') isForTeams = true
    for (const inner of fieldsOf(field.type)) visit(inner, `${path}.${inner.name}`, isPlayerMap(field.type))
  }
  for (const field of describeStruct(game.state).fields) visit(field, `state.${field.name}`, false)
  for (const field of describeStruct(game.input).fields) visit(field, `input.${field.name}`, false)
  require(!isForTeams || game.team !== undefined, 'team', 'is needed: there are teamOnly fields')
  checkCells(game)
}

function checkCells({ cells, state }: AnyGame): void {
  if (cells === undefined) return
  for (const name of ['cellOf', 'seenBy'] as const)
    require(typeof cells[name] === 'function', `cells.${name}`, 'must be a function')
  const maps = describeStruct(state).fields.filter(({ type }) => type.kind === 'map')
  require(cells.maps.length > 0, 'cells.maps', 'names no map: nothing would be sent by cells')
  for (const name of cells.maps)
    require(maps.some(
      (map) => map.name === name,
    ), 'cells.maps', `names ${name}, which is no map of the state`)
}

function checkRules({ rules = {}, input, commands = {} }: AnyGame): void {
  for (const name of ['maxSpeed', 'teleportUnits'] as const)
    require(rules[name] === undefined || isAbove0(rules[name]), `rules.${name}`, 'must be a number above 0')
  const { rewindMs = 0, cadenceTicks = {}, cooldownTicks = {}, checkInput, escalation = {} } = rules
  require(rewindMs >= 0 &&
    rewindMs <= rewindMsMax, 'rules.rewindMs', `must be from 0 to ${rewindMsMax}, not ${rewindMs}`)
  const inputs = describeStruct(input).fields
  for (const [name, ticks] of Object.entries(cadenceTicks)) {
    const isButton = inputs.some((field) => field.name === name && field.type.kind === 'bool')
    require(isButton, `rules.cadenceTicks.${name}`, 'is no input that is true or false')
    checkTicks(`rules.cadenceTicks.${name}`, ticks, cadenceTicksMax)
  }
  for (const [name, ticks] of Object.entries(cooldownTicks)) {
    require(Object.hasOwn(commands, name), `rules.cooldownTicks.${name}`, 'is no command')
    checkTicks(`rules.cooldownTicks.${name}`, ticks, cooldownTicksMax)
  }
  require(checkInput === undefined ||
    typeof checkInput === 'function', 'rules.checkInput', 'must be a function')
  checkEscalation(escalation)
}

function checkTicks(field: string, ticks: unknown, max: number): void {
  require(isWhole(ticks as number, 1, max), field, `must be a whole number from 1 to ${max}`)
}

function checkEscalation({ warnAt, silenceAt, fadePerSecond }: Escalation): void {
  for (const [name, points] of Object.entries({ warnAt, silenceAt, fadePerSecond }))
    require(points === undefined || isAbove0(points), `rules.escalation.${name}`, 'must be a number above 0')
  require(warnAt === undefined ||
    silenceAt === undefined ||
    warnAt < silenceAt, 'rules.escalation.silenceAt', 'must be above warnAt')
}

function checkMode(game: AnyGame): void {
  const { mode, rollback, players } = game
  require(modes.includes(mode), 'mode', `must be one of ${modes.join(', ')}`)
  checkProposals(game)
  if (rollback === undefined) return
  require(isWhole(
    rollback.inputDelayTicks,
    0,
    inputDelayTicksMax,
  ), 'rollback.inputDelayTicks', `must be a whole number from 0 to ${inputDelayTicksMax}`)
  require(players.max <=
    rollbackPlayersMax, 'players.max', `must be ${rollbackPlayersMax} at most with rollback`)
  require(mode === 'full', 'rollback', "is for mode 'full': all simulate the same")
  require(game.cells === undefined &&
    !hasAudiences(game), 'rollback', 'and hidden information exclude each other: all know everything')
}

/** A limit that could not be kept would be none. */
function checkProposals(game: AnyGame): void {
  const { mode, rules = {} } = game
  const proposing = proposingOf(game)
  const hasPlace = proposing !== undefined && placeAxesOf(game, proposing).length > 0
  require(rules.teleportUnits === undefined ||
    hasPlace, 'rules.teleportUnits', 'is for proposals of x, y or z: there are none')
  require(rules.maxSpeed === undefined ||
    hasPlace ||
    mode !== 'validated', 'rules.maxSpeed', 'is for proposals of x, y or z: there are none')
}

function hasAudiences(game: AnyGame): boolean {
  return describeStruct(game.state).fields.some(({ type }) =>
    fieldsOf(type).some(({ audience }) => audience !== undefined),
  )
}

function fieldsOf(type: Description): readonly FieldDescription[] {
  if (type.kind === 'struct') return type.fields
  if (type.kind === 'map') return type.entity.fields
  return type.kind === 'list' || type.kind === 'optional' ? fieldsOf(type.item) : []
}

function isPlayerMap(type: Description): boolean {
  return type.kind === 'map' && type.byPlayer
}

function require(isRight: boolean, field: string, problem: string): void {
  if (!isRight) throw new GameDefinitionError(field, problem)
}

function isAbove0(value: number): boolean {
  return value > 0 && value < Number.POSITIVE_INFINITY
}

function isWhole(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max
}

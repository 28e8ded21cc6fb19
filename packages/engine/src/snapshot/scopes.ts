/** A number for who sees a part of the state: everybody, a player, a team, or whoever sees a cell. */
export type ScopeId = number

export type ScopeKind = 'public' | 'owner' | 'team' | 'cell'

export const publicScope: ScopeId = 0
/** One for each slot, of which there are 128. */
const firstOwner = 1
/** One for each team, of which there are 64. */
const firstTeam = 129
const firstCell = 256

export const teamsMax = 64
export const cellsMax = 1024
export const scopesMax = firstCell + cellsMax

export function ownerScope(slot: number): ScopeId {
  return firstOwner + slot
}

/** Throws a RangeError for a number that is none of a team. */
export function teamScope(team: number): ScopeId {
  return firstTeam + checked(team, teamsMax, 'team')
}

/** Throws a RangeError for a number that is none of a cell. */
export function cellScope(cell: number): ScopeId {
  return firstCell + checked(cell, cellsMax, 'cell')
}

/** Of an id below `scopesMax`. */
export function kindOfScope(scope: ScopeId): ScopeKind {
  if (scope >= firstCell) return 'cell'
  if (scope >= firstTeam) return 'team'
  return scope >= firstOwner ? 'owner' : 'public'
}

/** The slot, team or cell that a scope is for; 0 for the public one. */
export function numberInScope(scope: ScopeId): number {
  if (scope >= firstCell) return scope - firstCell
  if (scope >= firstTeam) return scope - firstTeam
  return scope >= firstOwner ? scope - firstOwner : 0
}

function checked(number: number, end: number, what: string): number {
  if (Number.isInteger(number) && number >= 0 && number < end) return number
  throw new RangeError(`a ${what} must be a whole number from 0 to ${end - 1}, not ${number}`)
}

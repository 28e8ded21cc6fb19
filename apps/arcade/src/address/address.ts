export type BoardView = 'everyone' | 'around' | 'friends'

/** Where the page is when it shows no match: what its address says, so that a link leads there and Back leads away. */
export type Address =
  | { at: 'menu' }
  | {
      at: 'leaderboards'
      /** The chosen game's own when left out. */
      leaderboard?: string | undefined
      /** The present one when left out. */
      season?: number | undefined
      view?: BoardView | undefined
    }
  /** `me`: whoever this window is. */
  | { at: 'player'; playerId: string }
  /** The player's own room, or the list of those there are; with a code, the room that has it. */
  | { at: 'rooms'; code?: string | undefined }

const views: readonly BoardView[] = ['everyone', 'around', 'friends']

export function readAddress(search: string): Address {
  const query = new URLSearchParams(search)
  const playerId = query.get('player')
  if (playerId) return { at: 'player', playerId }
  if (query.has('room')) return { at: 'rooms', code: query.get('room') || undefined }
  if (!query.has('leaderboard')) return { at: 'menu' }
  const season = Number(query.get('season'))
  return {
    at: 'leaderboards',
    leaderboard: query.get('leaderboard') || undefined,
    season: Number.isInteger(season) && season > 0 ? season : undefined,
    view: views.find((view) => view === query.get('view')),
  }
}

/** The query of a link, with its question mark; empty for the menu. */
export function writeAddress(address: Address): string {
  if (address.at === 'menu') return ''
  const query = new URLSearchParams()
  if (address.at === 'player') query.set('player', address.playerId)
  else if (address.at === 'rooms') query.set('room', address.code ?? '')
  else {
    query.set('leaderboard', address.leaderboard ?? '')
    if (address.season) query.set('season', `${address.season}`)
    if (address.view && address.view !== 'everyone') query.set('view', address.view)
  }
  return `?${query}`
}

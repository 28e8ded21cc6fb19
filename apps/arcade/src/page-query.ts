/**
 * What a link may ask of the page: `?name=Ada&autoplay=1`, `?game=arena&practice=1&bots=9&seconds=60`, `?party=K7QW3M`,
 * `?replay=URL`, `?watch=MATCH`.
 */
export interface PageQuery {
  name: string | undefined
  /** Id of the game to be chosen. */
  game: string | undefined
  /** Queue at once. */
  autoplay: boolean
  practice: { bots: number; seconds: number | undefined } | undefined
  /** Code of a party to be joined at once. */
  party: string | undefined
  /** Where a recorded match is, to be watched at once. */
  replay: string | undefined
  /** Id of a match that runs, to be watched at once. */
  watch: string | undefined
}

/** Whatever the game: each bot costs this page what a player costs a server. */
const botsMax = 31

export function readPageQuery(search: string): PageQuery {
  const query = new URLSearchParams(search)
  const seconds = query.get('seconds')
  return {
    name: query.get('name') ?? undefined,
    game: query.get('game') ?? undefined,
    autoplay: query.get('autoplay') === '1',
    practice: query.has('practice')
      ? {
          bots: whole(query.get('bots'), 7, 1, botsMax),
          seconds: seconds ? whole(seconds, 180, 10, 3600) : undefined,
        }
      : undefined,
    party: query.get('party') ?? undefined,
    replay: query.get('replay') ?? undefined,
    watch: query.get('watch') ?? undefined,
  }
}

function whole(text: string | null, usual: number, min: number, max: number): number {
  const value = Math.round(Number(text ?? usual))
  return Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : usual
}

/** A game whose matches have killed so many owners, of so many matches at least, within `windowMs` is not played for `lastsMs`. */
export const quarantineTerms = {
  strikes: 5,
  matches: 2,
  windowMs: 10 * 60_000,
  lastsMs: 10 * 60_000,
} as const

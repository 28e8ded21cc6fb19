/** Where one is among pages of which each tells only how the next one is asked for. */
export interface CursorPages {
  /** Of the page that is shown; undefined: the first. */
  readonly cursor: string | undefined
  /** Of those before it, the first one first. */
  readonly before: readonly (string | undefined)[]
}

export const firstPage: CursorPages = { cursor: undefined, before: [] }

export function nextPage({ cursor, before }: CursorPages, next: string): CursorPages {
  return { cursor: next, before: [...before, cursor] }
}

/** Of the first page, itself. */
export function previousPage({ before }: CursorPages): CursorPages {
  return { cursor: before.at(-1), before: before.slice(0, -1) }
}

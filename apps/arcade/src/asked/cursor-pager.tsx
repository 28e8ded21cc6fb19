import { type CursorPages, nextPage, previousPage } from './cursor-pages.ts'
import { Pager } from './pager.tsx'

interface CursorPagerProps {
  pages: CursorPages
  /** Of the page after the one that is shown; null: there is none. */
  next: string | null
  onTurn(pages: CursorPages): void
}

/** For what is listed newest first. */
export function CursorPager({ pages, next, onTurn }: CursorPagerProps) {
  return (
    <Pager
      text={`Page ${pages.before.length + 1}`}
      before={{
        label: 'Newer',
        isThere: pages.before.length > 0,
        go: () => onTurn(previousPage(pages)),
      }}
      after={{
        label: 'Older',
        isThere: next !== null,
        go: () => next !== null && onTurn(nextPage(pages, next)),
      }}
    />
  )
}

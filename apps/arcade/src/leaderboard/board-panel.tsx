import type { LeaderboardDefinition } from '@gameserver/client/browser'
import { useEffect, useState } from 'preact/hooks'
import type { Address, BoardView } from '../address/address.ts'
import { Link } from '../address/link.tsx'
import { Answer } from '../asked/answer.tsx'
import { Pager } from '../asked/pager.tsx'
import { useAsked } from '../asked/use-asked.ts'
import { useRefresh } from '../asked/use-refresh.ts'
import { numberText } from '../text/number-text.ts'
import { askForPage, type BoardPage, rowsPerPage } from './board-page.ts'
import { BoardRows } from './board-rows.tsx'
import { OwnRow } from './own-row.tsx'
import { pagesOf } from './page-count.ts'

type LeaderboardsAddress = Extract<Address, { at: 'leaderboards' }>

interface BoardPanelProps {
  board: LeaderboardDefinition
  address: LeaderboardsAddress
}

const views: readonly { view: BoardView; label: string }[] = [
  { view: 'everyone', label: 'Everyone' },
  { view: 'around', label: 'Around me' },
  { view: 'friends', label: 'Friends' },
]

/** The rows of a season, by what is asked for, and the own one below. */
export function BoardPanel({ board, address }: BoardPanelProps) {
  const { season, view = 'everyone' } = address
  const of = `${board.id} ${season} ${view}`
  const [turned, setTurned] = useState({ of, page: 0 })
  const page = turned.of === of ? turned.page : 0
  const setPage = (to: number) => setTurned({ of, page: to })
  useEffect(() => setPage(0), [of])
  const asked = useAsked(`${of} ${page}`, () => askForPage({ leaderboard: board.id, season, view, page }))
  useRefresh(asked.again)
  return (
    <section class="board panel" aria-label="Ranks" data-testid="board">
      <header>
        <nav class="tabs" aria-label="Whose ranks">
          {views.map(({ view: other, label }) => (
            <Link
              key={other}
              to={{ ...address, leaderboard: board.id, view: other }}
              isCurrent={other === view}
              testid={`view-${other}`}
            >
              {label}
            </Link>
          ))}
        </nav>
        {asked.value && <span>{numberText(asked.value.total)} players</span>}
      </header>
      <Answer asked={asked} waiting="Looking up the ranks…">
        {(shown) => (
          <>
            {shown.rows.length === 0 ? (
              <p class="board-empty">{emptyText(view, shown)}</p>
            ) : (
              <BoardRows rows={shown.rows} hasTimes={true} />
            )}
            {view === 'friends' && shown.rows.length < 2 && (
              <p class="board-note">Add friends on their profiles: each name here leads to one.</p>
            )}
            {view === 'everyone' && (
              <Pager
                text={`Page ${page + 1} of ${pagesOf(shown.total, rowsPerPage)}`}
                before={{ label: 'Previous', isThere: page > 0, go: () => setPage(page - 1) }}
                after={{
                  label: 'Next',
                  isThere: page + 1 < pagesOf(shown.total, rowsPerPage),
                  go: () => setPage(page + 1),
                }}
              />
            )}
          </>
        )}
      </Answer>
      <OwnRow leaderboard={board.id} season={season} />
    </section>
  )
}

function emptyText(view: BoardView, { total }: BoardPage): string {
  if (total === 0) return 'Nobody has a score in this season.'
  return view === 'around'
    ? 'You have no score in this season.'
    : 'Neither you nor a friend has a score in this season.'
}

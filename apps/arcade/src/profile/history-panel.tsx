import type { PlayedMatch } from '@gameserver/client/browser'
import { useState } from 'preact/hooks'
import { Answer } from '../asked/answer.tsx'
import { CursorPager } from '../asked/cursor-pager.tsx'
import { type CursorPages, firstPage } from '../asked/cursor-pages.ts'
import { Filter } from '../asked/filter.tsx'
import { useAsked } from '../asked/use-asked.ts'
import { useRefresh } from '../asked/use-refresh.ts'
import { client } from '../client.ts'
import { gameName, usePlayableGames } from '../games.ts'
import { numberText, ordinalText } from '../text/number-text.ts'
import { timeText } from '../text/time-text.ts'
import { Change } from './curve-match.tsx'
import { Opponents } from './opponents.tsx'

const matchesPerPage = 10

/** Every game for two or more has these; what else there is comes with the matches. */
const usualModes = ['quick', 'ranked']

/** The matches of a player that came to a result, newest first. */
export function HistoryPanel({ playerId }: { playerId: string }) {
  const [game, setGame] = useState('')
  const [mode, setMode] = useState('')
  const [pages, setPages] = useState<CursorPages>(firstPage)
  const games = usePlayableGames()
  const asked = useAsked(`${game} ${mode} ${pages.cursor}`, () =>
    client.matches.history({
      player: playerId,
      limit: matchesPerPage,
      ...(game && { game }),
      ...(mode && { mode }),
      ...(pages.cursor && { cursor: pages.cursor }),
    }),
  )
  useRefresh(asked.again)
  const filter = (set: (value: string) => void) => (value: string) => {
    set(value)
    setPages(firstPage)
  }
  const modes = [
    ...new Set([...usualModes, ...(asked.value?.matches ?? []).map((match) => match.mode), mode]),
  ]
  return (
    <section class="panel profile-history" aria-label="Matches" data-testid="history">
      <header>
        <h2>Matches</h2>
        <Filter
          label="Game"
          value={game}
          choices={games.map(({ game: { id, name } }) => ({ value: id, text: name }))}
          onChoose={filter(setGame)}
        />
        <Filter
          label="Mode"
          value={mode}
          choices={modes.filter(Boolean).map((value) => ({ value, text: value }))}
          onChoose={filter(setMode)}
        />
      </header>
      <Answer asked={asked} waiting="Looking up the matches…">
        {({ matches, cursor }) => (
          <>
            {matches.length === 0 ? (
              <p class="profile-none">{game || mode ? 'No such match.' : 'No match has ended yet.'}</p>
            ) : (
              <ol class="matches">
                {matches.map((match) => (
                  <MatchLine key={match.id} match={match} playerId={playerId} />
                ))}
              </ol>
            )}
            <CursorPager pages={pages} next={cursor} onTurn={setPages} />
          </>
        )}
      </Answer>
    </section>
  )
}

function MatchLine({ match, playerId }: { match: PlayedMatch; playerId: string }) {
  const { players, game, mode, endedAt } = match
  const own = players.find((player) => player.playerId === playerId)
  const { rank = null, score = null, rating = null, ratingBefore = null } = own ?? {}
  return (
    <li data-testid="history-match" data-rank={rank}>
      <b class="matches-rank">{rank === null ? '–' : ordinalText(rank)}</b>
      <span class="matches-game">
        {gameName(game)} <small>{mode}</small>
      </span>
      <Opponents players={players} playerId={playerId} />
      <span class="matches-score">{score === null ? 'did not come' : numberText(score)}</span>
      <span class="matches-rating">
        {rating !== null && ratingBefore !== null && (
          <>
            <Change by={rating - ratingBefore} /> <small>{numberText(rating)}</small>
          </>
        )}
      </span>
      <time dateTime={endedAt}>{timeText(endedAt)}</time>
    </li>
  )
}

import type { LeaderboardDefinition } from '@gameserver/client/browser'
import type { ComponentChildren } from 'preact'
import type { Address } from '../address/address.ts'
import { Link } from '../address/link.tsx'
import { Answer } from '../asked/answer.tsx'
import { useAsked } from '../asked/use-asked.ts'
import { client } from '../client.ts'
import { gameName, type PlayableGame } from '../games.ts'
import { Shell } from '../shell/shell.tsx'
import { BoardPanel } from './board-panel.tsx'
import { SeasonPanel } from './season-panel.tsx'

type LeaderboardsAddress = Extract<Address, { at: 'leaderboards' }>

interface LeaderboardScreenProps {
  address: LeaderboardsAddress
  /** The game that is chosen in the menu. */
  playable: PlayableGame
  meanwhile: ComponentChildren
}

/** All leaderboards: how everybody stands, those around the player, and those the player knows; now and in seasons that are over. */
export function LeaderboardScreen({ address, playable, meanwhile }: LeaderboardScreenProps) {
  const asked = useAsked('leaderboards', () => client.leaderboard.list())
  const boards = asked.value ?? []
  const board = boards.find(({ id }) => id === (address.leaderboard ?? playable.game.id))
  const title = board ? titleOf(board) : 'Leaderboards'
  return (
    <Shell title={title} kicker={board ? kickerOf(board) : 'Who is the best'} meanwhile={meanwhile}>
      <Answer asked={asked} waiting="Looking up the leaderboards…">
        {() => (
          <div class="boards">
            <nav class="tabs" aria-label="Leaderboards">
              {boards.map((other) => (
                <Link
                  key={other.id}
                  to={{ ...address, leaderboard: other.id, season: undefined }}
                  isCurrent={other === board}
                  testid={`board-${other.id}`}
                >
                  {titleOf(other)}
                </Link>
              ))}
            </nav>
            {board ? (
              <>
                <BoardPanel board={board} address={address} />
                <SeasonPanel board={board} address={address} onOver={asked.again} />
              </>
            ) : (
              <p class="panel boards-none">
                {boards.length === 0
                  ? 'There is no leaderboard yet: each game has one once a server plays it.'
                  : 'There is no such leaderboard. Choose one above.'}
              </p>
            )}
          </div>
        )}
      </Answer>
    </Shell>
  )
}

/** A game's own bears its name; of others both are told. */
function titleOf({ id, name, game }: LeaderboardDefinition): string {
  if (game === null || game === id) return name
  return `${gameName(game)}: ${name}`
}

const policies = { best: 'Best score', last: 'Latest score', sum: 'All scores added up' }

function kickerOf({ policy, direction, mode }: LeaderboardDefinition): string {
  const order = direction === 'low' ? ' · the lower the better' : ''
  return `${policies[policy]}${order}${mode ? ` · ${mode}` : ''}`
}

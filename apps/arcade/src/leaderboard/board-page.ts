import type { LeaderboardRow } from '@gameserver/client/browser'
import type { BoardView } from '../address/address.ts'
import { client } from '../client.ts'
import { enter } from '../login/enter.ts'

export const rowsPerPage = 20

export interface BoardQuestion {
  leaderboard: string
  season: number | undefined
  view: BoardView
  /** From 0; only `everyone` has more than one. */
  page: number
}

export interface BoardPage {
  rows: LeaderboardRow[]
  /** Of the whole season. */
  total: number
}

export async function askForPage({ leaderboard, season, view, page }: BoardQuestion): Promise<BoardPage> {
  switch (view) {
    case 'everyone':
      return client.leaderboard.top(leaderboard, rowsPerPage, { offset: page * rowsPerPage, season })
    case 'around': {
      await enter(undefined)
      const { around, total } = await client.leaderboard.own(leaderboard, { season })
      return { rows: around, total }
    }
    case 'friends':
      await enter(undefined)
      return client.leaderboard.friends(leaderboard, { season })
  }
}

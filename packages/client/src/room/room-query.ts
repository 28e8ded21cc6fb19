import type { RoomStatus } from '@gameserver/protocol/rooms'

/** What to look for in the list of rooms. */
export interface RoomFilter {
  game?: string
  mode?: string
  region?: string
  status?: Exclude<RoomStatus, 'ended' | 'abandoned'>
  hasFreeSeat?: boolean
  hasPassword?: boolean
  /** Anywhere in the name, in whatever case. */
  text?: string
  properties?: Readonly<Record<string, string | number | boolean>>
  /** From 1 to 100; 20 unless it is said. */
  limit?: number
  /** Of the page before. */
  cursor?: string
}

export function roomQuery({ properties = {}, ...filter }: RoomFilter): string {
  const named = Object.entries(properties).map(([name, value]) => [`properties.${name}`, value] as const)
  const told = [...Object.entries(filter), ...named].filter(([, value]) => value !== undefined)
  if (told.length === 0) return ''
  return `?${new URLSearchParams(told.map(([name, value]): [string, string] => [name, String(value)]))}`
}

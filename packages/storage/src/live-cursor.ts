/** A place in the order of all live events: that of an event, or one between two. */
export interface LiveCursor {
  /** The transaction. */
  readonly xid: bigint
  /** Of the events within it, from 1; 0 is before all of them. */
  readonly id: bigint
}

const uint64Max = 2n ** 64n - 1n
const int64Max = 2n ** 63n - 1n

/** As an event's id on the wire: `<xid>-<id>`. */
export function formatCursor({ xid, id }: LiveCursor): string {
  return `${xid}-${id}`
}

/** Undefined: no cursor of ours. */
export function parseCursor(text: string): LiveCursor | undefined {
  const [, xidText, idText] = /^(\d{1,20})-(\d{1,19})$/.exec(text) ?? []
  if (xidText === undefined || idText === undefined) return undefined
  const [xid, id] = [BigInt(xidText), BigInt(idText)]
  return xid <= uint64Max && id <= int64Max ? { xid, id } : undefined
}

export function isBefore(one: LiveCursor, other: LiveCursor): boolean {
  return one.xid < other.xid || (one.xid === other.xid && one.id < other.id)
}

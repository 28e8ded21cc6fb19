import { defineMatching, type MatchingTicket } from '../matching.ts'

/**
 * A stick on glass is no match for a keyboard: who fights with another device is as far away as somebody rated so much better, and
 * found some 25 s later. With `crossPlay: false` a player meets nobody else at all.
 */
const otherDevicePoints = 250

const devices = ['keyboard', 'pad', 'touch']

export default defineMatching({
  ranked: {
    accepts: (tickets) =>
      tickets.length < 2 ||
      haveOneDevice(tickets) ||
      tickets.every(({ properties }) => properties.crossPlay !== false) ||
      'waiting for somebody who fights with the same device',
    distance: (anchor, candidate) => (haveOneDevice([anchor, candidate]) ? 0 : otherDevicePoints),
  },
})

/** Who does not say what it is has one as good as any other. */
function haveOneDevice(tickets: readonly MatchingTicket[]): boolean {
  const known = tickets.flatMap(({ properties }) => devices.filter((device) => device === properties.device))
  return new Set(known).size <= 1
}

import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeRefreshToken, encodeRefreshToken, newRefreshToken, toSession } from './refresh-token.ts'

describe('refresh tokens', () => {
  it('survive being written and read', () => {
    const token = newRefreshToken(randomUUID())
    const text = encodeRefreshToken(token)
    expect(text).toHaveLength(86)
    expect(decodeRefreshToken(text)).toEqual(token)
  })

  it('of one session share its family and nothing else', () => {
    const first = newRefreshToken()
    const next = newRefreshToken(first.sessionId, first.family)
    expect(toSession(next).familyHash).toEqual(toSession(first).familyHash)
    expect(toSession(next).tokenHash).not.toEqual(toSession(first).tokenHash)
  })

  it('are refused, not thrown at, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        const token = decodeRefreshToken(text)
        if (token !== undefined) expect(token.sessionId).toMatch(/^[0-9a-f-]{36}$/)
      }),
    )
  })
})

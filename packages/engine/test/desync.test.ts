import { expect, test } from 'vitest'
import type { ReceivedSnapshots } from '../src/client/received-snapshots.ts'
import type { Tape } from '../src/schema/tape.ts'
import { publicScope } from '../src/snapshot/scopes.ts'
import { SimulatedMatch } from './simulated-match.ts'
import { calm } from './virtual-network.ts'

const tickMs = 1000 / 60

/** Where a map stands on the tape of everybody's state is nobody's business: the last word is the last player's. */
function corruptBaselines(client: object): void {
  const { received } = client as { received: ReceivedSnapshots }
  const { scopes } = received as unknown as {
    scopes: Map<number, { readonly [kept in 'keyframes' | 'recent']: readonly { readonly state: Tape }[] }>
  }
  const { keyframes = [], recent = [] } = scopes.get(publicScope) ?? {}
  for (const { state } of new Set([...keyframes, ...recent]))
    for (let word = 1; word < 4; word++) (state.words[state.length - word] as number) ^= 1
}

test('a difference is found and explained within 300 ms, and put right', () => {
  const match = new SimulatedMatch(5, calm)
  for (let count = 0; count < 3; count++) match.join()
  match.run(2)
  const [, player] = match.players
  const client = player?.client ?? expect.fail('no player')
  corruptBaselines(client)
  const beganMs = match.nowMs
  let report = client.takeDesync()
  while (report === undefined && match.nowMs - beganMs < 1000) {
    match.run(tickMs / 1000)
    report = client.takeDesync()
  }
  const dump = report && match.authority.explainDesync(1, report)
  expect(match.nowMs - beganMs).toBeLessThan(300)
  expect(client.stats.desyncs).toBeGreaterThan(0)
  expect(dump?.tick).toBe(report?.tick)
  expect(dump?.fields.length).toBeGreaterThan(0)
  for (const { path, authority, client: wrong } of dump?.fields ?? []) {
    expect(path).toMatch(/^world\./)
    expect(authority).not.toEqual(wrong)
  }
  expect(
    match.authority.explainDesync(1, { tick: 3, scope: 0, slice: undefined, state: new Uint8Array(3) }),
  ).toBe(undefined)
  match.run(1)
  const { desyncs } = client.stats
  match.run(1)
  expect(client.stats.desyncs).toBe(desyncs)
  expect(client.needsKeyframe).toBe(false)
})

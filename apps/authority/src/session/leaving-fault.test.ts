import { expect, it } from 'vitest'
import { leavingFault } from './leaving-fault.ts'
import type { Session } from './session.ts'

const member = (state: Session['state'], hasPlayed = state === 'connected') => ({
  hasPlayed,
  session: { state, deadlineMs: 1 } as Session,
})
const running = { isAllKnown: true, hasBegun: true }

it.each([
  ['who never came is a no-show', member('expected'), [member('connected')], running, 'no_show'],
  [
    'who may have come to a former owner is not',
    member('expected'),
    [member('connected')],
    { ...running, isAllKnown: false },
    undefined,
  ],
  ['who leaves others who play has left', member('connected'), [member('connected')], running, 'left'],
  [
    'a lost connection is a way to leave',
    member('disconnected', true),
    [member('connected')],
    running,
    'left',
  ],
  ['others may come back yet', member('connected'), [member('disconnected', true)], running, 'left'],
  [
    'nobody is let down who has left',
    member('connected'),
    [member('left', true), member('removed', true)],
    running,
    undefined,
  ],
  ['nobody is let down who has not come', member('connected'), [member('expected')], running, undefined],
  [
    'before it begins, others may be on their way',
    member('connected'),
    [member('expected')],
    { ...running, hasBegun: false },
    'left',
  ],
])('%s', (_what, leaver, others, match, fault) => {
  expect(leavingFault(leaver, [leaver, ...others], match)).toBe(fault)
})

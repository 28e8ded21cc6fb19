import { describe, expect, it } from 'vitest'
import { causeOf, type Ending, isOwnFault } from './verdict.ts'

const ending: Ending = {
  code: null,
  signal: null,
  isLeaving: false,
  hasRefused: false,
  isHung: false,
  wasStopped: false,
  silentMs: 50,
}

describe('why a process has ended', () => {
  it.each<[string, Partial<Ending>, string, boolean]>([
    ['an exception', { code: 1 }, 'crashed', true],
    ['a game that calls process.exit', { code: 0 }, 'crashed', true],
    ['no memory left for its objects', { signal: 'SIGABRT' }, 'crashed', true],
    ['a fault in native code', { signal: 'SIGSEGV' }, 'crashed', true],
    ['an endless loop', { signal: 'SIGKILL', isHung: true, silentMs: 1_050 }, 'hung', true],
    ['SIGSTOP', { signal: 'SIGKILL', isHung: true, wasStopped: true, silentMs: 1_050 }, 'hung', false],
    ['kill -9 while all is well', { signal: 'SIGKILL' }, 'killed', false],
    ['a kernel out of memory', { signal: 'SIGKILL', silentMs: 700 }, 'killed', true],
    ['a service that is away', { code: 1, hasRefused: true }, 'refused', false],
    ['a drain', { code: 0, isLeaving: true }, 'left', false],
    ['a drain that has taken too long', { signal: 'SIGKILL', isLeaving: true }, 'left', false],
    ['a crash while it drains', { code: 1, isLeaving: true }, 'crashed', true],
  ])('%s', (_what, told, cause, isOwn) => {
    expect(causeOf({ ...ending, ...told })).toBe(cause)
    expect(isOwnFault({ ...ending, ...told })).toBe(isOwn)
  })
})

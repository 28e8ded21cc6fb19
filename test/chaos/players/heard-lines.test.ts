import { expect, test } from 'vitest'
import { compareLines, compareMarks } from './heard-lines.ts'

test('each line that was said is heard once', () => {
  expect(compareLines({ said: 3, heard: [1, 2, 3] })).toEqual({ lost: 0, repeated: 0 })
  expect(compareLines({ said: 4, heard: [1, 3] })).toEqual({ lost: 2, repeated: 0 })
  expect(compareLines({ said: 3, heard: [1, 2, 2, 3, 1] })).toEqual({ lost: 0, repeated: 2 })
  expect(compareLines({ said: 2, heard: [] })).toEqual({ lost: 2, repeated: 0 })
})

test('events are looked at from the first one that was heard to the last', () => {
  expect(compareMarks([])).toEqual({ lost: 0, repeated: 0 })
  expect(compareMarks([7, 8, 9])).toEqual({ lost: 0, repeated: 0 })
  expect(compareMarks([7, 9, 10, 10])).toEqual({ lost: 1, repeated: 1 })
})

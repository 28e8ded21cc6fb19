/** What one listener heard of what one speaker said, whose lines are numbered from 1. */
export interface Heard {
  said: number
  /** In the order in which they came. */
  heard: readonly number[]
}

/** Lines that were not heard, and those that were heard more than once or after a later one. */
export function compareLines({ said, heard }: Heard): { lost: number; repeated: number } {
  const different = new Set(heard)
  let lost = 0
  for (let number = 1; number <= said; number++) if (!different.has(number)) lost++
  return { lost, repeated: heard.length - different.size }
}

/** Of numbers that each follow the one before: how many are missing between the first and the last, and how many came twice. */
export function compareMarks(numbers: readonly number[]): { lost: number; repeated: number } {
  const different = new Set(numbers)
  if (different.size === 0) return { lost: 0, repeated: 0 }
  const expected = Math.max(...different) - Math.min(...different) + 1
  return { lost: expected - different.size, repeated: numbers.length - different.size }
}

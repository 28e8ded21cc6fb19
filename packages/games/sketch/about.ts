import type { About } from '../drawing.ts'

export const about: About = {
  tagline: 'One draws, the others guess. Talk, laugh, be quick.',
  touch: 'pointer',
  controls: [
    { keys: 'Mouse or finger', does: 'draw, when it is your turn' },
    { keys: '1 to 9', does: 'colours' },
    { keys: 'Z', does: 'undo' },
    { keys: 'Type, Enter', does: 'guess' },
  ],
}

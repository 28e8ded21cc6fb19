import type { About } from '../drawing.ts'

export const about: About = {
  tagline: 'Gather coins. Dash into whoever has more.',
  controls: [
    { keys: 'W A S D', does: 'move' },
    { keys: 'Space', does: 'dash' },
  ],
}

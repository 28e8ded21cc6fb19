import type { About } from '../drawing.ts'

export const about: About = {
  tagline: 'One against one, best of three. Read them, block them, break them.',
  // Its drawing has a stick and buttons of its own.
  touch: 'pointer',
  controls: [
    { keys: 'A D', does: 'walk; away from a blow: block' },
    { keys: 'A A / D D', does: 'dash' },
    { keys: 'W', does: 'jump' },
    { keys: 'S', does: 'crouch' },
    { keys: 'J', does: 'jab; with S: uppercut' },
    { keys: 'K', does: 'kick; with S: sweep; in the air: dive' },
    { keys: 'L', does: 'bolt; forward: lunge' },
    { keys: 'J + K', does: 'throw' },
  ],
}

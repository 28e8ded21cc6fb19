import type { AnyGame } from '@gameserver/engine'
import type { BotMind } from '@gameserver/games/bot-mind.ts'
import type { About, Drawing, DrawingOptions } from '@gameserver/games/drawing.ts'
import { randomInputs } from '@gameserver/games/random-inputs.ts'
import { type PlayableGame, setPlayableGames } from './games.ts'

/**
 * Finds the games by their folders. While the page is developed, Vite runs this module anew whenever a file of a game has been
 * saved: what changed is loaded, and whoever shows or plays it is told.
 */

type Load<Module> = () => Promise<Module>
interface DrawModule {
  // biome-ignore lint/suspicious/noExplicitAny: the page hands worlds and inputs from the one to the other, unseen
  createDrawing(options: DrawingOptions): Promise<Drawing<any, any>>
}

const abouts = import.meta.glob<{ about: About }>('../../../packages/games/*/about.ts')
const draws = import.meta.glob<DrawModule>('../../../packages/games/*/draw.ts')
const bots = import.meta.glob<BotMind>('../../../packages/games/*/bot.ts')
/** Among them the games themselves, `<id>/<id>.ts`; a pattern can't say so. */
const rules = import.meta.glob<{ default: AnyGame }>([
  '../../../packages/games/*/*.ts',
  '!../../../packages/games/*/{about,draw,bot}.ts',
  '!../../../packages/games/*/*.test.ts',
])

/** The modules that a game was made of, to see whether one has changed. */
interface Loaded {
  playable: PlayableGame
  modules: readonly unknown[]
  /** Set when it has been drawn. */
  drawing: { module: DrawModule | undefined }
}

const before: ReadonlyMap<string, Loaded> = import.meta.hot?.data.loaded ?? new Map()
const loaded = new Map<string, Loaded>()
/** One whose files are gone stays: it may be played, and some editors remove a file before they write it anew. */
const ids = new Set([...before.keys(), ...Object.keys(rules).flatMap(idOfRules)].sort())
for (const one of await Promise.all([...ids].map(loadOrKeep))) if (one) loaded.set(one.playable.game.id, one)
setPlayableGames([...loaded.values()].map(({ playable }) => playable))

if (import.meta.hot) {
  import.meta.hot.data.loaded = loaded
  import.meta.hot.accept()
}

async function loadOrKeep(id: string): Promise<Loaded | undefined> {
  try {
    return await load(id)
  } catch (error) {
    console.error(`The game ${id} can't be played:`, error)
    // The one that was saved before still can.
    return before.get(id)
  }
}

async function load(id: string): Promise<Loaded> {
  const loadDraw = loaderOf(draws, id, 'draw')
  const [rulesModule, aboutModule, botModule] = await Promise.all([
    loaderOf(rules, id, id)(),
    loaderOf(abouts, id, 'about')(),
    bots[pathOf(id, 'bot')]?.(),
  ])
  const { default: game } = rulesModule
  if (game?.id !== id) throw new Error(`${id}.ts must export a game with the id '${id}' by default`)
  const modules = [rulesModule, aboutModule, botModule]
  const last = before.get(id)
  const isDrawnAnew = last?.drawing.module !== undefined && (await loadDraw()) !== last.drawing.module
  if (last && !isDrawnAnew && modules.every((module, index) => module === last.modules[index])) return last
  const drawing: Loaded['drawing'] = { module: undefined }
  const playable: PlayableGame = {
    game,
    about: aboutModule.about,
    mind: botModule ?? { think: randomInputs(game.input) },
    async createDrawing(options) {
      drawing.module = await loadDraw()
      return drawing.module.createDrawing(options)
    },
  }
  return { playable, modules, drawing }
}

function loaderOf<Module>(loads: Record<string, Load<Module>>, id: string, name: string): Load<Module> {
  const load = loads[pathOf(id, name)]
  if (!load) throw new Error(`its folder has no ${name}.ts`)
  return load
}

function pathOf(id: string, name: string): string {
  return `../../../packages/games/${id}/${name}.ts`
}

function idOfRules(path: string): string[] {
  const [file, folder] = path.split('/').reverse()
  return folder && file === `${folder}.ts` ? [folder] : []
}

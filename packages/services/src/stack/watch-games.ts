import { join, relative } from 'node:path'
import { watch } from 'chokidar'
import { repository } from '../repository.ts'
import { bundle } from './applications.ts'

/** An editor may write a file in several steps, or put another one in its place. */
const settleMs = 50

/** Bundles the games anew when one of their files is saved; the API and authorities look out for it and go by the new rules. */
export async function watchGames(say: (text: string) => void): Promise<void> {
  let lastProblems = ''
  await watchSources(join(repository, 'packages/games'), async () => {
    const bundling = (['authority', 'api'] as const).map((app) =>
      bundle(app).catch((error: Error) => error.message),
    )
    const problems = (await Promise.all(bundling)).filter((text) => text !== '').join('\n')
    if (problems) say(problems)
    else if (lastProblems) say('the games can be used again')
    lastProblems = problems
  })
}

/**
 * Calls `saved` when a game's rules or bots have been written, replaced by another file, renamed or removed, also in folders that
 * are new; never twice at once. Resolves, when nothing is missed any more, to what ends it. Drawings are the page's affair, and
 * it watches them itself.
 */
export async function watchSources(folder: string, saved: () => Promise<void>): Promise<() => Promise<void>> {
  let saving = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  const watcher = watch(folder, {
    ignoreInitial: true,
    ignored: (path, stats) => isOfNoConcern(relative(folder, path), stats?.isFile() ?? false),
  })
  watcher.on('all', () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      saving = saving.then(saved)
    }, settleMs)
  })
  await new Promise<void>((resolve) => watcher.once('ready', resolve))
  return async () => {
    clearTimeout(timer)
    await watcher.close()
  }
}

function isOfNoConcern(path: string, isFile: boolean): boolean {
  if (/(^|[\\/])(node_modules|\.turbo|draw)([\\/]|$)/.test(path)) return true
  return isFile && (!path.endsWith('.ts') || /(^|[\\/])draw\.ts$|\.test\.ts$/.test(path))
}

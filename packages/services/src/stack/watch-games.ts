import { watch } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../repository.ts'
import { bundle } from './applications.ts'

/** An editor may write a file in several steps. */
const settleMs = 50

/** Bundles the games anew when one of their files is saved; authorities that look out for it then play by the new rules. */
export function watchGames(say: (text: string) => void): void {
  let bundling = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  const rebuild = async () => {
    try {
      const problems = await bundle('authority')
      if (problems) say(problems)
    } catch (error) {
      say((error as Error).message)
    }
  }
  watch(join(repository, 'packages/games'), { recursive: true }, (_event, file) => {
    // Drawings are the page's affair, and it watches them itself.
    if (!file?.endsWith('.ts') || /(^|[\\/])draw|\.test\.ts$/.test(file)) return
    clearTimeout(timer)
    timer = setTimeout(() => {
      bundling = bundling.then(rebuild)
    }, settleMs)
  })
}

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../repository.ts'

/** A whole game that is checked and tested like any other, but not found by its folder's name. */
const template = join(repository, 'packages/games/.template')
/** As the engine wants ids, and as files are named. */
const namePattern = /^(?=.{1,32}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/** Writes `<folder>/<name>` and returns the files in it. Throws an Error, in words for people, before anything is written. */
export function createGame(name: string, folder: string): string[] {
  if (!namePattern.test(name))
    throw new Error(
      `"${name}" can't be a game's name: 1 to 32 lower-case letters, digits and single hyphens, a letter first`,
    )
  const target = join(folder, name)
  if (existsSync(target)) throw new Error(`${target} is there already; nothing was written`)
  mkdirSync(target, { recursive: true })
  return readdirSync(template).map((file) => {
    const text = readFileSync(join(template, file), 'utf8')
    const path = join(target, file.replace('template', name))
    writeFileSync(path, inTheNameOf(name, text))
    return path
  })
}

/** `template` is the id and the file of the template, `Template` its name and that of its drawing's class. */
function inTheNameOf(name: string, text: string): string {
  const words = name.split('-').map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`)
  return text
    .replaceAll("name: 'Template'", `name: '${words.join(' ')}'`)
    .replaceAll('Template', words.join(''))
    .replaceAll('template', name)
}

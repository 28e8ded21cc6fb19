import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../repository.ts'
import { type Check, failIfAny } from './check.ts'
import { repositoryFiles } from './repository-files.ts'

/** Those rules of the house style that a machine can judge. */
export const houseRules: Check[] = [
  {
    name: 'house rules: file names',
    run: async () => failIfAny(repositoryFiles().flatMap(fileNameProblems)),
  },
  { name: 'house rules: names', run: async () => failIfAny(sources().flatMap(nameProblems)) },
  { name: 'house rules: simulation is pure', run: async () => failIfAny(sources().flatMap(purityProblems)) },
]

export interface Source {
  file: string
  text: string
}

/** Words that fit anything, and so say nothing. "Metadata" and "keyframe" are words of their own. */
const emptyWords = new Set([
  'frame',
  'data',
  'info',
  'manager',
  'helper',
  'helpers',
  'util',
  'utils',
  'misc',
  'common',
])
/** Terms that have one of them in it: a data packet is LiveKit's, a package manager the system's. */
const terms = /\b(data (packet|channel|path|track|room|folder)s?|package manager|animation frame)\b/g
/** Names that tools, licences and readers look for as they are. */
const givenNames = /^(README\.md|LICENSE|Makefile|CHANGELOG\.md|CONTRIBUTING\.md|SECURITY\.md)$/
const kebabCase = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/
/** A migration's number and name; generators name their files after the source, with `_pb`. */
const underscored = /^(\d{4}_[a-z0-9_]+\.sql|[a-z0-9_]+_pb\.ts)$/
/** Variables inside functions are left to the reviewer: they are read where they are written. */
const declaration =
  /^(?:export )?(?:default |declare |abstract |async )*(?:class|interface|type|enum|function|const|let) ([A-Za-z_$][\w$]*)/gm

/** The engine, and each game's rules: `<id>/<id>.ts` and what stands beside it, but not its drawing. */
const simulation = /^packages\/(engine\/src|games\/[a-z0-9-]+)\/(?!.*\.test\.ts$)(?!.*\bdraw\b).*\.ts$/
const impure: readonly [RegExp, string][] = [
  [/\bDate\b|\bperformance\./, 'time is given to it'],
  [/\bMath\.random\b|\bcrypto\b/, 'randomness is given to it'],
  [/\bsetTimeout\b|\bsetInterval\b|\bconsole\./, 'it has no timers and no logger'],
]

export function fileNameProblems(file: string): string[] {
  const parts = file.split('/')
  const name = parts.at(-1) as string
  const isKebabCase =
    kebabCase.test(name) || givenNames.test(name) || underscored.test(name) || /\.Dockerfile$/.test(name)
  return [
    ...(isKebabCase ? [] : [`${file}: the name is not in kebab-case`]),
    ...parts
      .flatMap(emptyWordsOf)
      .map((word) => `${file}: "${word}" in a name says nothing; name the subject`),
  ]
}

export function nameProblems({ file, text }: Source): string[] {
  return [...text.matchAll(declaration)].flatMap(([, name = '']) =>
    emptyWordsOf(name).map((word) => `${file}: "${word}" in ${name} says nothing; name the subject`),
  )
}

export function purityProblems({ file, text }: Source): string[] {
  if (!simulation.test(file)) return []
  return withoutComments(text)
    .split('\n')
    .flatMap((line, index) =>
      impure
        .filter(([pattern]) => pattern.test(line))
        .map(([, rule]) => `${file}:${index + 1}: ${rule}: ${line.trim()}`),
    )
}

function sources(): Source[] {
  return repositoryFiles()
    .filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !file.includes('/generated/'))
    .map((file) => ({ file, text: readFileSync(join(repository, file), 'utf8') }))
}

function emptyWordsOf(name: string): string[] {
  const words = name.replace(/(?=[A-Z])|[^A-Za-z]+/g, ' ').toLowerCase()
  return words
    .replace(terms, '')
    .split(' ')
    .filter((word) => emptyWords.has(word))
}

/** Blanks comments out, keeping the lines. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, (comment) => comment.replace(/[^\n]/g, ''))
}

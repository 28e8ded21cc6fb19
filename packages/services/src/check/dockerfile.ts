import { ValidationSeverity, validate } from 'dockerfile-utils'
import { imageProblems } from './image-name.ts'

/** Syntax as the builder sees it, and our own rules: no root, a health check, pinned images, nothing missing to copy. */
export function dockerfileProblems(file: string, text: string, exists: (path: string) => boolean): string[] {
  const faults = validate(text, { instructionCasing: ValidationSeverity.ERROR }).map(
    ({ range, message }) => `line ${range.start.line + 1}: ${message}`,
  )
  const lastStage = text.slice(text.search(/^FROM (?![\s\S]*^FROM )/m))
  const rules: [boolean, string][] = [
    [/^USER (?!root\b|0\b)/m.test(lastStage), 'the last stage runs as root: give it a USER'],
    [/^HEALTHCHECK /m.test(lastStage), 'nothing tells whether it is healthy: give it a HEALTHCHECK'],
  ]
  const broken = rules.filter(([isKept]) => !isKept).map(([, rule]) => rule)
  const missing = copiedPaths(text).filter((path) => !exists(path))
  return [
    ...faults,
    ...broken,
    ...missing.map((path) => `copies ${path}, which is not there`),
    ...baseImages(text).flatMap(imageProblems),
  ].map((problem) => `${file}: ${problem}`)
}

function baseImages(text: string): string[] {
  const stages = new Set([...text.matchAll(/^FROM \S+ AS (\S+)/gm)].map(([, stage]) => stage))
  return [...text.matchAll(/^FROM (\S+)/gm)]
    .map(([, image]) => image as string)
    .filter((image) => !stages.has(image))
}

/** What is copied from the repository, not from another stage. */
function copiedPaths(text: string): string[] {
  return [...text.matchAll(/^COPY (?!--from)(.+)$/gm)].flatMap(([, paths]) =>
    (paths as string)
      .trim()
      .split(/\s+/)
      .filter((path) => !path.startsWith('--'))
      .slice(0, -1),
  )
}

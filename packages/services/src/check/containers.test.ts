import { expect, test } from 'vitest'
import { composeProblems } from './compose-file.ts'
import { dockerfileProblems } from './dockerfile.ts'

const all = (_path: string) => true
const good = 'FROM node:24-slim AS build\nCOPY . .\nFROM node:24-slim\nUSER node\nHEALTHCHECK CMD ["true"]\n'

test('a Dockerfile runs as nobody special, says whether it is healthy, and builds the same tomorrow', () => {
  const problems = (text: string, exists = all) => dockerfileProblems('a.Dockerfile', text, exists)
  expect(problems(good)).toEqual([])
  expect(problems(good.replace('USER node', 'USER root'))).toHaveLength(1)
  expect(problems(good.replace(/HEALTHCHECK.*/, ''))).toHaveLength(1)
  expect(problems(good.replace('USER', 'USR'))).toHaveLength(2)
  expect(problems(good.replaceAll('node:24-slim', 'node'))).toHaveLength(2)
  expect(problems(good.replaceAll('node:24', 'example.com/node:24'))).toHaveLength(2)
  expect(problems(good.replace('COPY .', 'COPY nothing'), (path) => path === '.')).toHaveLength(1)
})

test('a Compose file has the shape of the specification, and refers to what is there', () => {
  const problems = (text: string) => composeProblems('compose.yaml', text, all)
  expect(
    problems('services: { web: { image: "web:1", depends_on: { db: { condition: service_started } } } }'),
  ).toEqual(['compose.yaml: web: depends on db, which is not there'])
  expect(problems('services: { web: { image: "web:1", port: ["80:80"] } }')[0]).toContain(
    'must NOT have additional',
  )
  expect(problems('services: { web: { image: web } }')).toEqual([
    'compose.yaml: web: image web names no version',
  ])
})

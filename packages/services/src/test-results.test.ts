import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { countResults } from './test-results.ts'

test('a file that could not be loaded counts as a failure', () => {
  const file = reportFile({
    numPassedTests: 3,
    numFailedTests: 1,
    numPendingTests: 1,
    numTodoTests: 0,
    testResults: [
      { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] },
      { status: 'failed', assertionResults: [] },
      { status: 'passed', assertionResults: [{ status: 'passed' }] },
    ],
  })
  expect(countResults(file)).toEqual({ passed: 3, failed: 2, skipped: 1 })
})

test('no report, no results', () => {
  expect(countResults('/nowhere/results.json')).toEqual({ passed: 0, failed: 0, skipped: 0 })
})

function reportFile(report: object): string {
  const file = join(mkdtempSync(join(tmpdir(), 'report-')), 'results.json')
  writeFileSync(file, JSON.stringify(report))
  return file
}

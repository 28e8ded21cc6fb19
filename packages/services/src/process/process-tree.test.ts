import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { childrenOf, signalAll, treeOf } from './process-tree.ts'

test('a process with those that it has started, and they end together', async () => {
  const shell = spawn('sh', ['-c', 'sleep 60 & sleep 60 & wait'])
  const pid = shell.pid as number
  await expect.poll(() => childrenOf(pid)).toHaveLength(2)
  const tree = treeOf(pid)
  expect(tree).toEqual([pid, ...childrenOf(pid)])
  expect(treeOf(process.pid)).toEqual(expect.arrayContaining(tree))
  signalAll(tree, 'SIGKILL')
  await once(shell, 'exit')
  // Whoever has gone meanwhile is no error.
  signalAll(tree, 'SIGKILL')
  expect(childrenOf(pid)).toEqual([])
})

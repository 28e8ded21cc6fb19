import { randomUUID } from 'node:crypto'
import { closeSync, existsSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeWork, noteBytes, type Work } from './work.ts'

/** Memory, on Linux. Elsewhere the page cache does: the file is never synced. */
const sharedMemory = '/dev/shm'
const folder = existsSync(sharedMemory) ? sharedMemory : tmpdir()

/** Where one process notes what it is at. The file has no name any more once both have it open, so nothing is left of it. */
export class WorkFile {
  /** Handed to the process as one of its open files. */
  readonly descriptor: number

  constructor() {
    const path = join(folder, `gameserver-work-${randomUUID()}`)
    this.descriptor = openSync(path, 'w+', 0o600)
    unlinkSync(path)
    // All of its space at once: the process that writes must never find that there is none.
    writeSync(this.descriptor, new Uint8Array(noteBytes))
  }

  read(): Work | undefined {
    const note = new Uint8Array(noteBytes)
    readSync(this.descriptor, note, 0, noteBytes, 0)
    return decodeWork(note)
  }

  close(): void {
    closeSync(this.descriptor)
  }
}

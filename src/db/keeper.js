// The keeper: the small process between the program and its embedded PostgreSQL. Plain JavaScript, so that it starts
// without a compiler and stays small. Started by embedded.ts with one JSON argument.
//
// The database lives while somebody holds a line (an open TCP connection) to its keeper. The operating system closes
// the line however a program ends, kill -9 included: so no program has to clean up, several may share one database, and
// none is left behind. The keeper says `{"token"}` on a new line at once and `{"port"}` when the database accepts
// connections; it closes a line that was ended by its program only when the database has stopped, if it was the last.
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'

/** The first program has this long to take a line. */
const firstLineMillis = 10_000
/** A fast shutdown that takes longer is followed by an immediate one (the next start recovers from the log). */
const fastStopMillis = 60_000

const { home, command, pgCtl, port, token, orphan } = JSON.parse(process.argv[2])
const cluster = path.join(home, 'cluster')
const keeperFile = path.join(home, 'keeper.json')

let postmaster = orphan ?? 0
let ready = false
let stopping = false
const lines = new Set()

const server = createServer({ allowHalfOpen: true }, (line) => {
  lines.add(line)
  line.setNoDelay()
  line.on('error', () => {})
  line.on('end', () => leave(line))
  line.on('close', () => leave(line))
  line.resume()
  line.write(`${JSON.stringify({ token })}\n`)
  if (ready) line.write(`${JSON.stringify({ port })}\n`)
})

server.listen(0, '127.0.0.1', () => {
  if (orphan) announce()
  else launch()
  setTimeout(() => lines.size === 0 && stop(), firstLineMillis)
})
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, stop)

function launch() {
  const child = spawn(command[0], command.slice(1), { stdio: ['ignore', 'inherit', 'inherit'], windowsHide: true })
  child.on('error', (error) => {
    console.error(`keeper: ${error.message}`)
    process.exit(1)
  })
  child.on('exit', finish)
  postmaster = child.pid
  awaitLock()
}

/** PostgreSQL's own lock file decides between two starters: only the keeper whose postmaster won it is known. */
function awaitLock() {
  if (lockFile()[0] === String(postmaster)) announce()
  else setTimeout(awaitLock, 5)
}

function announce() {
  writeFileSync(`${keeperFile}.new`, JSON.stringify({ pid: process.pid, line: server.address().port, token }), {
    mode: 0o600,
  })
  renameSync(`${keeperFile}.new`, keeperFile)
  awaitReady()
  if (orphan) setInterval(() => alive(orphan) || finish(), 200)
}

function awaitReady() {
  if (lockFile()[7] !== 'ready') return setTimeout(awaitReady, 5)
  ready = true
  for (const line of lines) line.write(`${JSON.stringify({ port })}\n`)
}

function leave(line) {
  if (!lines.delete(line)) return
  if (lines.size > 0) line.end()
  else stop()
}

function stop() {
  if (stopping) return
  stopping = true
  server.close()
  if (!postmaster) return finish()
  if (process.platform === 'win32') spawnSync(pgCtl, ['stop', '-D', cluster, '-m', 'fast', '-w'], { windowsHide: true })
  else signal('SIGINT')
  setTimeout(() => signal('SIGQUIT'), fastStopMillis)
}

function finish() {
  try {
    if (JSON.parse(readFileSync(keeperFile, 'utf8')).token === token) rmSync(keeperFile)
  } catch {}
  process.exit(stopping ? 0 : 1)
}

function signal(name) {
  try {
    process.kill(postmaster, name)
  } catch {}
}

function alive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** postmaster.pid: 1 pid, 2 directory, 3 start, 4 port, 5 socket directory, 6 address, 7 shared memory, 8 status. */
function lockFile() {
  try {
    return readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8')
      .split('\n')
      .map((text) => text.trim())
  } catch {
    return []
  }
}

import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { callPlain } from '../api/call.ts'
import { ApiRefused } from '../api/refused.ts'
import { common } from '../lang/common.ts'
import { useFormats, useText } from '../lang/language.tsx'
import { Banner } from '../ui/banner.tsx'
import { Button } from '../ui/button.tsx'
import { texts } from './texts.ts'

const waits = [3, 5, 8, 15, 30]
const oldMillis = 60_000
const isGone = (error: unknown): boolean => error instanceof ApiRefused && error.unreachable

/** No answer came: said once for the whole page, with the next try counted down; figures older than a minute carry their time. */
export function ServerGone() {
  const t = useText()
  const formats = useFormats()
  const client = useQueryClient()
  const [tries, setTries] = useState<number | null>(null)
  const [left, setLeft] = useState(0)
  const [readAt, setReadAt] = useState<number | null>(null)
  useEffect(() => {
    const seen = (error: unknown) => isGone(error) && setTries((before) => before ?? 0)
    const ofReading = client.getQueryCache().subscribe((event) => {
      if (event.type === 'updated' && (event.action.type === 'failed' || event.action.type === 'error'))
        seen(event.action.error)
    })
    const ofActs = client.getMutationCache().subscribe((event) => {
      if (event.type === 'updated' && (event.action.type === 'failed' || event.action.type === 'error'))
        seen(event.action.error)
    })
    return () => {
      ofReading()
      ofActs()
    }
  }, [client])
  useEffect(() => {
    document.documentElement.dataset.server = tries === null ? 'here' : 'gone'
    if (tries === null) return
    const oldest = client
      .getQueryCache()
      .findAll({ type: 'active' })
      .map(({ state }) => state.dataUpdatedAt)
      .filter((at) => at > 0)
    setReadAt(oldest.length > 0 ? Math.min(...oldest) : null)
    setLeft(waits[Math.min(tries, waits.length - 1)]!)
    const timer = setInterval(() => setLeft((before) => Math.max(before - 1, 0)), 1000)
    return () => clearInterval(timer)
  }, [tries, client])
  const tryNow = async () => {
    try {
      await callPlain('GET', '/api/v1/me')
    } catch (error) {
      if (isGone(error)) return setTries((before) => (before ?? 0) + 1)
    }
    setTries(null)
    await client.invalidateQueries()
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: tried when the count has run down, and by the button
  useEffect(() => {
    if (tries !== null && left === 0) void tryNow()
  }, [left])
  if (tries === null) return null
  return (
    <div className="server-gone no-print">
      <Banner
        tone="bad"
        act={
          <Button kind="link" onPress={() => void tryNow()}>
            {t(texts.tryNow)}
          </Button>
        }
      >
        {t(common.noAnswer)} <span aria-hidden>{t(texts.tryingIn, { n: left })}</span>
        {readAt !== null && Date.now() - readAt > oldMillis && (
          <> {t(texts.readAt, { time: formats.time(new Date(readAt).toISOString()) })}</>
        )}
      </Banner>
    </div>
  )
}

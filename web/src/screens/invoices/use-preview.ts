import { useEffect, useRef, useState } from 'react'
import { callForFile, type Input, type VerbName } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'

/** The value as it was when nothing had changed for a moment. */
export function useSettled<T>(value: T, millis: number): T {
  const text = JSON.stringify(value)
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), millis)
    return () => clearTimeout(timer)
  }, [text, millis])
  return JSON.parse(settled) as T
}

/** A PDF that follows what is typed; the last good one stays while the next is made. null as input: not yet. */
export function usePreviewPdf<N extends VerbName>(name: N, input: Input<N> | null): Blob | null {
  const { company } = useSession()
  const [pdf, setPdf] = useState<Blob | null>(null)
  const turn = useRef(0)
  const asked = JSON.stringify(input)
  useEffect(() => {
    const given = JSON.parse(asked) as Input<N> | null
    const mine = ++turn.current
    if (given === null) {
      setPdf(null)
      return
    }
    const stop = new AbortController()
    callForFile(company.code, name, given, { signal: stop.signal }).then(
      ({ blob }) => mine === turn.current && setPdf(blob),
      () => {},
    )
    return () => stop.abort()
  }, [asked, name, company.code])
  return pdf
}

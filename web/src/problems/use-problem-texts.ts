import { useEffect, useState } from 'react'
import type { ApiRefused, Problem } from '../api/refused.ts'
import { common } from '../lang/common.ts'
import { say, useLanguage } from '../lang/language.tsx'
import { sayProblem } from './say-problem.ts'

/** The sentences of problems in the person's language, with the row before them. */
export function useProblemTexts(problems: readonly Problem[]): string[] {
  const language = useLanguage()
  const [texts, setTexts] = useState<string[]>([])
  const asked = JSON.stringify(problems)
  useEffect(() => {
    let isCurrent = true
    const list = JSON.parse(asked) as Problem[]
    void Promise.all(
      list.map(async (problem) => {
        const text = await sayProblem(problem, language)
        return problem.row === undefined
          ? text
          : `${say(language, common.rowNo, { row: String(problem.row) })}: ${text}`
      }),
    ).then((said) => isCurrent && setTexts(said))
    return () => {
      isCurrent = false
    }
  }, [asked, language])
  return texts
}

/** The sentence for one field of a form, by the path that the server names. */
export function useFieldProblem(error: ApiRefused | null | undefined, path: string): string | undefined {
  return useProblemTexts(error?.problems.filter((problem) => problem.path === path) ?? [])[0]
}

import { type Ref, useId, useState } from 'react'
import { useText } from '../../lang/language.tsx'
import { FieldFrame } from '../../ui/field.tsx'
import { formTexts } from './form-texts.ts'

export interface Article {
  code: string
  name: string
  unit: string
  unitPrice: string | null
  vatCode: string
}

/** Free text that suggests articles: what is typed stands; the arrows choose an article, or its whole code is typed. */
export function ArticleField({
  label,
  labelOf,
  value,
  articles,
  error,
  inputRef,
  onText,
  onArticle,
  onTabOnEmpty,
}: {
  label: string
  labelOf: string
  value: string
  articles: readonly Article[]
  error: string | null | undefined
  inputRef?: Ref<HTMLInputElement>
  onText: (text: string) => void
  onArticle: (article: Article) => void
  /** Tab in the empty field; true: it was used for something. */
  onTabOnEmpty?: (() => boolean) | undefined
}) {
  const t = useText()
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  const [at, setAt] = useState(-1)
  const typed = value.trim().toLocaleLowerCase()
  const fitting = typed
    ? articles
        .filter(
          ({ code, name }) => code.toLocaleLowerCase().startsWith(typed) || name.toLocaleLowerCase().includes(typed),
        )
        .slice(0, 8)
    : []
  const shown = isOpen && fitting.length > 0
  const choose = (article: Article) => {
    setOpen(false)
    setAt(-1)
    onArticle(article)
  }
  return (
    <FieldFrame id={id} label={label} labelOf={labelOf} labelUnseen error={error}>
      <div className="combobox">
        <div className="box">
          <input
            ref={inputRef}
            id={id}
            role="combobox"
            autoComplete="off"
            aria-expanded={shown}
            aria-controls={`${id}-options`}
            aria-autocomplete="list"
            aria-activedescendant={shown && at >= 0 ? `${id}-${at}` : undefined}
            aria-invalid={Boolean(error) || undefined}
            value={value}
            onChange={(event) => {
              onText(event.target.value)
              setOpen(true)
              setAt(-1)
            }}
            onBlur={() => {
              setOpen(false)
              const byCode = articles.find(({ code }) => code.toLocaleLowerCase() === typed)
              if (isOpen && byCode) onArticle(byCode)
            }}
            onKeyDown={(event) => {
              if (event.key === 'Tab' && !event.shiftKey && value === '' && onTabOnEmpty?.()) event.preventDefault()
              if (!shown) return
              if (event.key === 'ArrowDown') setAt(Math.min(at + 1, fitting.length - 1))
              else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, -1))
              else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && fitting[at]) choose(fitting[at])
              else if (event.key === 'Escape') setOpen(false)
              else return
              event.preventDefault()
              event.stopPropagation()
            }}
          />
        </div>
        {shown && (
          <div className="options" id={`${id}-options`} role="listbox" aria-label={t(formTexts.articles)}>
            {fitting.map((article, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
              // biome-ignore lint/a11y/useFocusableInteractive: the field above has the focus and names the option
              <div
                key={article.code}
                id={`${id}-${index}`}
                role="option"
                aria-selected={index === at}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => choose(article)}
              >
                <span>{article.name}</span>
                <span className="quiet">{article.code}</span>
              </div>
            ))}
          </div>
        )}
      </div>
    </FieldFrame>
  )
}

import type { Ctx } from './context.ts'

/**
 * SQL behind an expression by which names are sorted: as the company's language does it (å after z in Swedish), not as the
 * database was made. The collations come with PostgreSQL (ICU).
 */
export const byName = ({ language }: Pick<Ctx['company'], 'language'>): string => `collate "${language}-x-icu"`

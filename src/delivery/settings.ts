import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { z } from 'zod'
import type { SecretReference, ShapedParameter } from '../company/parameter-shapes.ts'
import { parameterShapes } from '../company/parameter-shapes.ts'
import { readParameter } from '../company/read-parameter.ts'
import type { Ctx, Edge } from '../db/context.ts'
import { refuse } from '../kernel/problem.ts'

export type Setting<N extends ShapedParameter> = z.output<(typeof parameterShapes)[N]>

/** The company's parameter in force on the day; null when never set. @throws Refused when what is stored makes no sense. */
export async function readSetting<N extends ShapedParameter>(
  ctx: Ctx,
  name: N,
  on = ctx.today,
): Promise<Setting<N> | null> {
  const value = await readParameter(ctx, name, on)
  if (value === null) return null
  const parsed = parameterShapes[name].safeParse(value)
  if (parsed.success) return parsed.data as Setting<N>
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || name}: ${issue.message}`).join('; ')
  return refuse('delivery.setting-wrong', `the setting ${name} cannot be used: ${faults}`, { setting: name })
}

export async function readSecret(edge: Edge, reference: SecretReference): Promise<string> {
  if ('env' in reference) {
    const value = process.env[reference.env]
    return (
      value ||
      refuse('delivery.secret-missing', `the environment variable ${reference.env} is not set`, { name: reference.env })
    )
  }
  const file = path.join(edge.settings.dataDir, 'secrets', reference.file)
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch {
    return refuse(
      'delivery.secret-missing',
      `there is no file ${reference.file} in the folder secrets of the data directory`,
      {
        name: reference.file,
      },
    )
  }
}

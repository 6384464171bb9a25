import { z } from 'zod'
import { id } from '../db/schemas.ts'

/** A saved question ("analysfråga"): a screen with its filters, under a name. */
export const questionShape = z.object({
  questionId: id,
  name: z.string(),
  screen: z.string().meta({ description: 'Key of the screen' }),
  query: z.string().meta({ description: 'The part of its address behind "?"' }),
  roles: z.array(z.string()).meta({ description: 'Shared with these roles' }),
  owner: z.string(),
  isOwn: z.boolean(),
})

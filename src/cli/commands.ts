import type { Command } from './command.ts'

export interface ListedCommand {
  /** "start", "formats read" */
  name: string
  summary: string
  load(): Promise<Command>
}

// Loaded when called: who reads one file at the terminal does not wait for the whole program.
export const commands: readonly ListedCommand[] = [
  {
    name: 'start',
    summary: 'Start the server: database, web, clockwork',
    load: async () => (await import('./start.ts')).start,
  },
  {
    name: 'demo',
    summary: 'Build the demo companies and run the main job, without the server',
    load: async () => (await import('./demo.ts')).demo,
  },
  {
    name: 'create-company',
    summary: 'Create a company, ready to invoice',
    load: async () => (await import('./create-company.ts')).createCompany,
  },
  {
    name: 'formats read',
    summary: 'Recognise a file by its content and print its neutral records',
    load: async () => (await import('./read-format.ts')).readFormat,
  },
  {
    name: 'e-invoice validate',
    summary: 'Judge an e-invoice by the official rules and by our own',
    load: async () => (await import('./validate-e-invoice.ts')).validateEInvoice,
  },
  {
    name: 'match evaluate',
    summary: 'Measure the matching of payments on labelled files',
    load: async () => (await import('./evaluate-matching.ts')).evaluateMatching,
  },
  {
    name: 'interest compute',
    summary: 'Compute late-payment interest; needs no company and no database',
    load: async () => (await import('./compute-interest.ts')).computeInterestCommand,
  },
  {
    name: 'verify',
    summary: 'Prove what must always hold, in every company',
    load: async () => (await import('./verify.ts')).verify,
  },
  {
    name: 'sign-in-link',
    summary: 'Make a one-time sign-in link for a person of the installation',
    load: async () => (await import('./sign-in-link.ts')).signInLink,
  },
]
